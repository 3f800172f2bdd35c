"""What metrics count with: matches of labels and predictions, and confusion matrices over thresholds."""

from ._confusion import NEG_INF, ConfusionMatrix, update_confusion_matrix_variables
from ._curves import AUCCurve, AUCSummationMethod
from ._matches import binary_matches, sparse_categorical_matches, sparse_top_k_categorical_matches
from ._reduction import Reduction
from ._thresholds import assert_thresholds_range, is_evenly_distributed_thresholds, parse_init_thresholds

__all__ = [
    "NEG_INF",
    "AUCCurve",
    "AUCSummationMethod",
    "ConfusionMatrix",
    "Reduction",
    "assert_thresholds_range",
    "binary_matches",
    "is_evenly_distributed_thresholds",
    "parse_init_thresholds",
    "sparse_categorical_matches",
    "sparse_top_k_categorical_matches",
    "update_confusion_matrix_variables",
]
