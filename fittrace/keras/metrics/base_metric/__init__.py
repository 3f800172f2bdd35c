"""What metrics are made of: the base class, the reducing ones, and functions wrapped as metrics."""

from ._built_in import is_built_in
from ._clone import clone_metric, clone_metrics
from ._mean_tensor import MeanTensor
from ._metric import Metric
from ._reduce import Mean, Reduce, Sum, SumOverBatchSize
from ._wrapper import MeanMetricWrapper, SumOverBatchSizeMetricWrapper

__all__ = [
    "Mean",
    "MeanMetricWrapper",
    "MeanTensor",
    "Metric",
    "Reduce",
    "Sum",
    "SumOverBatchSize",
    "SumOverBatchSizeMetricWrapper",
    "clone_metric",
    "clone_metrics",
    "is_built_in",
]
