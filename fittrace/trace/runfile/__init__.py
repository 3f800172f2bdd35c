"""The run file: one SQLite database, written as the training goes."""

from .read import load
from .write import RunWriter, save

__all__ = ["RunWriter", "load", "save"]
