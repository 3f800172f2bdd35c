"""Fresh metrics of the same kind."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ._metric import Metric


def clone_metric(metric: Any) -> Any:
    """A new metric with the same settings and no state; anything that is no `Metric` as it is."""
    return type(metric).from_config(metric.get_config()) if isinstance(metric, Metric) else metric


def clone_metrics(metrics: Any) -> Any:
    """`clone_metric` of every metric in a structure."""
    return tf.nest.map_structure(clone_metric, metrics)
