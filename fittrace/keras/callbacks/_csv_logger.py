"""`CSVLogger`: a table of the epochs."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from typing import IO, Any

import numpy as np

from fittrace.keras.utils.file_errors import as_tensorflow_errors

from ._callback import Callback
from ._logs import read_log

__all__ = ["CSVLogger"]


class CSVLogger(Callback):
    """Writes a line into a CSV file after each epoch: its number, counted from 0, and its logs.

    The columns are those of the first epoch, in the order of their names.

    Args:
        filename: the file.
        separator: between two values.
        append: whether a file that is there is continued; its header line is not repeated.

    Raises:
        KeyError: in `fit`, if a later epoch lacks a value that the first one had; except in the last
            epoch of a training that was stopped, where "NA" stands for it.
    """

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.append_header = True
        self.keys: list[str] | None = None
        self.writer: Any = None
        self.csv_file: IO[str]

    def on_train_begin(self, logs: Any = None) -> None:
        """Open the file."""
        if self.append and os.path.exists(self.filename):
            self.append_header = os.path.getsize(self.filename) == 0
        with as_tensorflow_errors("filename", self.filename):
            self.csv_file = open(self.filename, "a" if self.append else "w", newline="", encoding="utf-8")  # noqa: SIM115  open from callback to callback

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write the epoch's line."""
        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
        if self.writer is None:
            self.writer = csv.writer(self.csv_file, delimiter=self.sep)
            if self.append_header:
                self.writer.writerow(["epoch", *self.keys])
        self.writer.writerow([epoch, *(self._cell(epoch, logs, key) for key in self.keys)])
        self.csv_file.flush()

    def _cell(self, epoch: int, logs: dict[str, Any], key: str) -> Any:
        value = read_log(self, logs, key)
        if key in logs:
            return _text_of(value)
        if self.model.stop_training:
            return "NA"
        raise KeyError(
            f"The logs of epoch {epoch} lack `{key}`, which has a column in {self.filename}; there are "
            f"{sorted(logs)}. Evaluate after every epoch (`validation_freq=1`), so that all have the same "
            "values."
        )

    def on_train_end(self, logs: Any = None) -> None:
        """Close the file."""
        self.csv_file.close()
        self.writer = None


def _text_of(value: Any) -> Any:
    """A sequence as one quoted cell, ``"[1, 2]"``; anything else as it is."""
    if isinstance(value, str) or np.ndim(value) == 0 or not isinstance(value, Iterable):
        return value
    return f'"[{", ".join(map(str, value))}]"'
