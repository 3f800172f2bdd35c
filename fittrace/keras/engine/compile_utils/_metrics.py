"""The metrics of a model: any number for each output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fittrace import tf
from fittrace.keras import metrics as metrics_module
from fittrace.keras.utils.losses_utils import apply_mask, get_mask
from fittrace.trace import hook

from ._container import Container
from ._structures import custom_object_name, map_up_to, match_dtype_and_rank

__all__ = ["MetricsContainer"]

_ACCURACY: Final = ("accuracy", "acc")
_CROSSENTROPY: Final = ("crossentropy", "ce")


class MetricsContainer(Container):
    """Keeps the metrics that `compile` was given.

    Args:
        metrics: names, functions or `keras.metrics.Metric` objects: a list for all outputs, or a list
            or dictionary of such by output.
        weighted_metrics: likewise; these take sample weights into account.
        output_names: the names of the outputs.
        from_serialized: whether the metrics have their full names already.

    Raises:
        ValueError: if one metric object is given twice.
    """

    @hook
    def __init__(
        self,
        metrics: Any = None,
        weighted_metrics: Any = None,
        output_names: list[str] | None = None,
        from_serialized: bool = False,
    ) -> None:
        super().__init__(output_names)
        _refuse_duplicates(metrics, weighted_metrics)
        self._user_metrics = metrics
        self._user_weighted_metrics = weighted_metrics
        self._metrics: Any = metrics
        self._weighted_metrics: Any = weighted_metrics
        self._from_serialized = from_serialized
        self._metrics_in_order: list[Any] = []

    @property
    def metrics(self) -> list[Any]:
        """The metrics, output by output, the unweighted ones first."""
        return self._metrics_in_order

    @property
    def unweighted_metrics(self) -> list[Any] | None:
        """Those that leave sample weights aside; None before the first batch."""
        return tf.nest.flatten(self._metrics) if self._built else None

    @property
    def weighted_metrics(self) -> list[Any] | None:
        """Those that take sample weights into account; None before the first batch."""
        return tf.nest.flatten(self._weighted_metrics) if self._built else None

    def build(self, y_pred: Any, y_true: Any) -> None:
        """Find the metrics of each output; what "accuracy" means depends on the shapes."""
        super().build(y_pred)
        self._metrics = self._metric_objects(self._metrics, y_true, y_pred)
        self._weighted_metrics = self._metric_objects(self._weighted_metrics, y_true, y_pred)
        if not self._from_serialized:
            self._set_metric_names()
        self._metrics_in_order = [
            metric
            for both in zip(self._metrics, self._weighted_metrics, strict=True)
            for metrics in both
            for metric in metrics
            if metric is not None
        ]
        self._built = True

    def _metric_objects(self, metrics: Any, y_true: Any, y_pred: Any) -> list[list[Any]]:
        """For each output its metrics, as objects."""
        metrics = self._conform_to_outputs(y_pred, self._maybe_broadcast_to_outputs(y_pred, metrics))
        return map_up_to(y_pred, self._get_metric_objects, metrics, y_true, y_pred)

    def _get_metric_objects(self, metrics: Any, y_t: Any, y_p: Any) -> list[Any]:
        return [self._get_metric_object(metric, y_t, y_p) for metric in tf.nest.flatten(metrics)]

    @hook
    def _get_metric_object(self, metric: Any, y_t: Any, y_p: Any) -> Any:
        """The `keras.metrics.Metric` for a name or a function."""
        if metric is None:
            return None
        name = metric if isinstance(metric, str) else None
        if str(metric).lower() in _ACCURACY:
            metric = _for_shapes(y_t, y_p, "{}_accuracy")
        elif str(metric).lower() in _CROSSENTROPY:
            metric = _for_shapes(y_t, y_p, "{}_crossentropy")
        else:
            metric = metrics_module.get(metric)
        if not isinstance(metric, metrics_module.Metric):
            metric = metrics_module.MeanMetricWrapper(metric, name=name or custom_object_name(metric))
        return metric

    def _set_metric_names(self) -> None:
        """Tell the metrics of several outputs apart by the output's name."""
        taken: set[str] = set()
        several = len(self._output_names or ()) > 1
        for output, metrics, weighted in zip(
            self._output_names or (), self._metrics, self._weighted_metrics, strict=False
        ):
            for metric, is_weighted in _with_kind(metrics, weighted):
                metric._name = _metric_name(metric._name, output if several else None, is_weighted, taken)
                if metric._name in taken:
                    raise ValueError(
                        f"Two metrics are called `{metric._name}`. Give one of them a `name` of its own."
                    )
                taken.add(metric._name)

    @hook
    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: targets, in the outputs' structure or a dictionary by output name.
            y_pred: outputs.
            sample_weight: weights, likewise.
        """
        y_true = self._conform_to_outputs(y_pred, y_true)
        sample_weight = self._conform_to_outputs(y_pred, sample_weight)
        if not self._built:
            self.build(y_pred, y_true)
        for y_t, y_p, weight, metrics, weighted in zip(
            tf.nest.flatten(y_true),
            tf.nest.flatten(y_pred),
            tf.nest.flatten(sample_weight),
            self._metrics,
            self._weighted_metrics,
            strict=False,
        ):
            if y_t is None or not any(metric is not None for metric in (*metrics, *weighted)):
                continue
            y_t, y_p, weight = match_dtype_and_rank(y_t, y_p, weight)
            mask = get_mask(y_p)
            weight = apply_mask(y_p, weight, mask)
            for metric, is_weighted in _with_kind(metrics, weighted):
                metric.update_state(y_t, y_p, sample_weight=weight if is_weighted else mask)

    @hook
    def reset_state(self) -> None:
        """Set the metrics back to where they start."""
        given = self._metrics_in_order if self._built else tf.nest.flatten(self._user_metrics)
        for metric in given:
            if isinstance(metric, metrics_module.Metric):
                metric.reset_state()

    def _should_broadcast(self, objects: Any) -> bool:
        if not tf.nest.is_nested(objects):
            return True
        return isinstance(objects, (list, tuple)) and not any(tf.nest.is_nested(item) for item in objects)

    def _copy_object(self, obj: Any) -> Any:
        return type(obj).from_config(obj.get_config()) if isinstance(obj, metrics_module.Metric) else obj


def _refuse_duplicates(metrics: Any, weighted_metrics: Any) -> None:
    seen: set[int] = set()
    for metric in tf.nest.flatten(metrics) + tf.nest.flatten(weighted_metrics):
        if isinstance(metric, metrics_module.Metric):
            if id(metric) in seen:
                raise ValueError(
                    f"Metric `{metric.name}` is given twice in `metrics` and `weighted_metrics`; it would "
                    "count each batch twice. Make a second object."
                )
            seen.add(id(metric))


def _for_shapes(y_t: Any, y_p: Any, name: str) -> Any:
    """The binary, sparse categorical or categorical function, as the shapes of targets and outputs demand."""
    if y_t is None:
        raise AttributeError("`y` is missing: the metrics compare the output with targets. Pass targets.")
    outputs = y_p.shape[-1]
    if outputs == 1:
        kind = "binary"
    elif len(y_t.shape) < len(y_p.shape) or (y_t.shape[-1] == 1 and outputs > 1):
        kind = "sparse_categorical"
    else:
        kind = "categorical"
    return getattr(metrics_module, name.format(kind))


def _with_kind(metrics: list[Any], weighted: list[Any]) -> Iterator[tuple[Any, bool]]:
    """Each metric with whether it is weighted."""
    for metric in metrics:
        if metric is not None:
            yield metric, False
    for metric in weighted:
        if metric is not None:
            yield metric, True


def _metric_name(name: str, output: str | None, is_weighted: bool, taken: set[str]) -> str:
    """The metric's name, with its output and, where an unweighted one has that name, with ``weighted``."""
    full = name if output is None else f"{output}_{name}"
    if is_weighted and full in taken:
        return f"weighted_{name}" if output is None else f"{output}_weighted_{name}"
    return full
