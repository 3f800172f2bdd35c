"""A Sphinx extension: ``extensions = ["fittrace.sphinx"]`` gives the directive ``fittrace``.

The directive shows the calls of a program. Its content is what was drawn last; without
content, the program is run while the documents are built. With ``fittrace_check = True``
in ``conf.py``, each block is drawn anew, and one that has drifted is a warning, which
``sphinx-build -W`` turns into an error. See :mod:`fittrace.documents.blocks` for its form.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ._version import __version__
from .documents import Block, DocumentError, drawn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["CallOrder", "setup"]

_log = logging.getLogger(__name__)


class CallOrder(SphinxDirective):
    """The calls that a program makes, as a listing."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "query": directives.unchanged_required,
        "depth": directives.unchanged_required,
        "args": directives.unchanged,
        "caption": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """The listing, with its caption where it has one."""
        document = Path(self.env.doc2path(self.env.docname))
        content = tuple(line.rstrip() for line in self.content)
        block = Block(document, self.lineno, self.arguments[0], self.options, content, 0, 0, "")
        self.env.note_dependency(str(document.parent / block.program))
        listing = nodes.literal_block(text="\n".join(self._order(block)), language="text")
        self.set_source_info(listing)
        caption = self.options.get("caption")
        if not caption:
            return [listing]
        around = nodes.container("", literal_block=True, classes=["literal-block-wrapper"])
        around += nodes.caption(caption, caption)
        around += listing
        return [around]

    def _order(self, block: Block) -> tuple[str, ...]:
        if block.content and not self.config.fittrace_check:
            return block.content
        try:
            found = drawn(block)
        except DocumentError as error:
            _log.warning("%s", error, location=self.get_location(), type="fittrace")
            return block.content
        if block.content and found != block.content:
            message = "the order of calls in %s has drifted; `fittrace check --update` writes it anew"
            _log.warning(message, block.program, location=self.get_location(), type="fittrace")
        return found


def setup(app: Sphinx) -> dict[str, object]:
    """Add the directive and its setting to Sphinx."""
    app.add_directive("fittrace", CallOrder)
    app.add_config_value("fittrace_check", False, "env", bool)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
