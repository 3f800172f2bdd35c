"""The run file: one SQLite database, written as the training goes."""

from .read import load
from .write import RunWriter, may_be_replaced, save

__all__ = ["RunWriter", "load", "may_be_replaced", "save"]
