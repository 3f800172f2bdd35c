"""What `compile` keeps for the training: the losses and the metrics, fitted to the model's outputs."""

from ._losses import LossesContainer
from ._metrics import MetricsContainer
from ._structures import create_pseudo_input_names, create_pseudo_output_names, match_dtype_and_rank

__all__ = [
    "LossesContainer",
    "MetricsContainer",
    "create_pseudo_input_names",
    "create_pseudo_output_names",
    "match_dtype_and_rank",
]
