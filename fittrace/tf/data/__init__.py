"""``tf.data``: datasets."""

from . import experimental
from .cardinality import INFINITE as INFINITE_CARDINALITY
from .cardinality import UNKNOWN as UNKNOWN_CARDINALITY
from .dataset import Dataset, Options
from .experimental import AUTOTUNE
from .iterator import DatasetIterator as Iterator

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Dataset",
    "Iterator",
    "Options",
    "experimental",
]
