"""`Lambda`: any function of tensors as a layer."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Self

from fittrace import tf
from fittrace.keras.engine.base_layer import Layer


class Lambda(Layer):
    """Applies a function without weights.

    Args:
        function: of the inputs; it may take ``mask`` and ``training`` as well.
        output_shape: the output's shape without the batch, or a function of the input's shape; by
            default it is found by calling.
        mask: the output's mask, or a function of (inputs, mask).
        arguments: further keyword arguments of the function.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.function = function
        self.arguments = dict(arguments or {})
        self._output_shape = output_shape
        self.mask = mask
        if mask is not None:
            self.supports_masking = True
        expected = inspect.getfullargspec(function).args
        self._fn_expects_training_arg = "training" in expected
        self._fn_expects_mask_arg = "mask" in expected
        self._already_warned = False

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        """The function of the inputs; warns if it uses variables, which the layer cannot keep track of."""
        kwargs = dict(self.arguments)
        if self._fn_expects_mask_arg:
            kwargs["mask"] = mask
        if self._fn_expects_training_arg:
            kwargs["training"] = training
        with tf.GradientTape(watch_accessed_variables=True) as tape:
            result = self.function(inputs, **kwargs)
        self._check_variables(tape.watched_variables())
        return result

    def _check_variables(self, used: Any) -> None:
        tracked = {weight.ref() for weight in self.weights}
        untracked = [variable.name for variable in used if variable.ref() not in tracked]
        if untracked and not self._already_warned:
            warnings.warn(
                f"The function of Lambda layer {self.name!r} uses {', '.join(untracked)}, which the layer "
                "does not "
                "know: such variables are neither trained nor saved with the model. Write a subclass of "
                "`Layer`.",
                stacklevel=2,
            )
            self._already_warned = True

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask given to the constructor, or what its function says."""
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape told to the constructor, else what a call gives."""
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return tf.TensorShape(self._output_shape(input_shape))
        return tf.TensorShape([tf.TensorShape(input_shape)[0], *self._output_shape])

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """The layer that gave this config.

        Raises:
            ValueError: if its function is given by a name that is not known.
        """
        if not callable(config.get("function")):
            raise ValueError(
                f"`function` of Lambda layer {config.get('name')!r} is {config.get('function')!r}; code "
                "is not kept in configs. Pass the function by that name in `custom_objects`."
            )
        return super().from_config(config)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; functions as they are, for use within the process."""
        return super().get_config() | {
            "function": self.function,
            "output_shape": self._output_shape,
            "mask": self.mask,
            "arguments": self.arguments,
        }
