"""`compile`: with which optimizer, losses and metrics the model is trained."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import optimizers
from fittrace.keras.utils.generic_utils import validate_kwargs
from fittrace.trace import State, emit, hook
from fittrace.trace.catalogue import CompileConfigured

from ..base_layer._tracking import untracked
from ..compile_utils import LossesContainer, MetricsContainer
from . import _config

__all__ = ["Model"]


class Model(_config.Model):
    """The part of `Model` that is compiled.

    Attributes:
        optimizer: changes the weights.
        compiled_loss: computes the loss, see `LossesContainer`.
        compiled_metrics: keeps the metrics, see `MetricsContainer`.
        loss: the losses as `compile` was given them.
    """

    _is_compiled = State(False)
    optimizer: Any = None
    compiled_loss: LossesContainer | None = None
    compiled_metrics: MetricsContainer | None = None
    loss: Any = None
    _run_eagerly: bool | None = None
    _steps_per_execution: tf.Variable | None = None
    _compile_config: dict[str, Any] | None = None
    train_function: Any = None
    test_function: Any = None
    predict_function: Any = None

    @hook
    @untracked
    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool | None = None,
        steps_per_execution: int | None = None,
        jit_compile: bool | None = None,
        **kwargs: Any,
    ) -> None:
        """Say how the model is trained.

        Args:
            optimizer: name or `keras.optimizers.Optimizer`.
            loss: name, function or `keras.losses.Loss`; for several outputs a list, or a dictionary by
                output name.
            metrics: names, functions or `keras.metrics.Metric` objects, one or several for each output.
            loss_weights: what each output's loss is multiplied by in the sum.
            weighted_metrics: metrics that take `sample_weight` and `class_weight` into account.
            run_eagerly: everything runs eagerly here; Keras compiles the step unless this is True.
            steps_per_execution: batches that one call of the step function takes.
            jit_compile: accepted; there is nothing to compile.
            **kwargs: names that older versions took.

        Raises:
            ValueError: for an optimizer nobody knows.
            TypeError: for a keyword argument Keras does not know.
        """
        steps = kwargs.pop("experimental_steps_per_execution", None)
        from_serialized = kwargs.pop("from_serialized", False)
        validate_kwargs(kwargs, {"cloning", "experimental_run_tf_function", "sample_weight_mode"})
        if run_eagerly and jit_compile:
            raise ValueError(
                "`run_eagerly` and `jit_compile` are both True; a step is run eagerly or compiled."
            )
        emit(CompileConfigured, optimizer=optimizer, loss=loss, metrics=metrics, run_eagerly=run_eagerly)
        self._run_eagerly = run_eagerly
        self.optimizer = self._get_optimizer(optimizer)
        if isinstance(loss, LossesContainer):
            self.compiled_loss = loss
        else:
            self.compiled_loss = LossesContainer(loss, loss_weights, output_names=self.output_names)
        self.compiled_metrics = MetricsContainer(
            metrics, weighted_metrics, output_names=self.output_names, from_serialized=from_serialized
        )
        self._steps_per_execution = tf.Variable(
            steps_per_execution or steps or 1, dtype="int64", trainable=False
        )
        self._reset_compile_cache()
        self._is_compiled = True
        self.loss = loss or {}

    @hook
    def _get_optimizer(self, optimizer: Any) -> Any:
        return tf.nest.map_structure(optimizers.get, optimizer)

    def _reset_compile_cache(self) -> None:
        """Forget the step functions, and note which layers are trained from here on."""
        self.train_function = self.test_function = self.predict_function = None
        self._compiled_trainable_state = self._get_trainable_state()

    def _get_trainable_state(self) -> dict[Any, bool]:
        return {layer: layer.trainable for layer in self._flatten_layers()}

    @hook
    def _assert_compile_was_called(self) -> None:
        if not self._is_compiled:
            raise RuntimeError(
                f"Model `{self._name}` is not compiled. Call `model.compile(optimizer, loss)` before "
                "training or evaluating it."
            )

    @property
    def run_eagerly(self) -> bool:
        """Whether Keras would run each step eagerly too, rather than compile it; here it always does."""
        return bool(self._run_eagerly)

    @run_eagerly.setter
    def run_eagerly(self, value: bool | None) -> None:
        self._run_eagerly = value

    @property
    def metrics(self) -> list[Any]:
        """The metrics: of the losses, of `compile`, and of the layers."""
        found: list[Any] = []
        if self._is_compiled and self.compiled_loss is not None and self.compiled_metrics is not None:
            found += self.compiled_loss.metrics
            found += self.compiled_metrics.metrics
        for layer in self._flatten_layers():
            found += layer._metrics
        return found

    @property
    def metrics_names(self) -> list[str]:
        """Their names, as they appear in the logs."""
        return [metric.name for metric in self.metrics]

    @hook
    def reset_metrics(self) -> None:
        """Set every metric back to where it starts."""
        for metric in self.metrics:
            metric.reset_state()
