"""Sphinx's settings; ``make docs`` builds the pages into ``build/docs``."""

from fittrace import __version__

project = "fittrace"
author = "the fittrace authors"
version = release = __version__

extensions = [
    "fittrace.sphinx",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["programs"]
html_theme = "furo"
html_title = f"fittrace {__version__}"

fittrace_check = True
suppress_warnings = ["misc.highlighting_failure"]  # Pygments does not know Mermaid, which GitHub draws

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = True
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
