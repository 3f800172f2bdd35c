"""From parts to HTML: templates, styles, scripts, and other languages packed."""
