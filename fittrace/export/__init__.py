"""A run in; files that other programs read out."""

from .export import export_run
from .formats import FORMATS, Format, Options, format_of
from .result import Exported
from .target import check_target

__all__ = ["FORMATS", "Exported", "Format", "Options", "check_target", "export_run", "format_of"]
