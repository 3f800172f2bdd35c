"""Metrics of yes-or-no predictions, counted at one or many thresholds."""

from ._auc import AUC
from ._counts import FalseNegatives, FalsePositives, TrueNegatives, TruePositives
from ._precision_recall import Precision, Recall
from ._under_constraint import (
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SensitivitySpecificityBase,
    SpecificityAtSensitivity,
)

__all__ = [
    "AUC",
    "FalseNegatives",
    "FalsePositives",
    "Precision",
    "PrecisionAtRecall",
    "Recall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SensitivitySpecificityBase",
    "SpecificityAtSensitivity",
    "TrueNegatives",
    "TruePositives",
]
