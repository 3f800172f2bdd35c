"""Data that is too large to be an array: sequences, worker threads, downloads."""

from ._download import get_file
from ._enqueuer import GeneratorEnqueuer, OrderedEnqueuer, SequenceEnqueuer
from ._pad_sequences import pad_sequences
from ._sequence import Sequence

__all__ = [
    "GeneratorEnqueuer",
    "OrderedEnqueuer",
    "Sequence",
    "SequenceEnqueuer",
    "get_file",
    "pad_sequences",
]
