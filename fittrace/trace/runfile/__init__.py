"""The run file: one SQLite database, written as the training goes."""

from .read import load
from .target import may_be_replaced
from .write import RunWriter, save

__all__ = ["RunWriter", "load", "may_be_replaced", "save"]
