"""`PReLU`: a slope below zero that is learned."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec


class PReLU(Layer):
    """x where positive, else ``alpha x``, with a weight `alpha` for every position; He et al. 2015.

    Args:
        alpha_initializer, alpha_regularizer, alpha_constraint: of the weight.
        shared_axes: axes along which the weight is the same (counted with the batch axis).
    """

    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        if shared_axes is not None and not isinstance(shared_axes, (list, tuple)):
            shared_axes = [shared_axes]
        self.shared_axes = None if shared_axes is None else list(shared_axes)

    def build(self, input_shape: Any) -> None:
        """Create alpha: the input's shape without the batch, with 1 along shared axes."""
        shared = self.shared_axes or []
        self.alpha = self.add_weight(
            name="alpha",
            shape=[1 if axis in shared else length for axis, length in enumerate(input_shape)][1:],
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        own = {axis: length for axis, length in enumerate(input_shape) if axis and axis not in shared}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=own if shared else {})
        self.built = True

    def call(self, inputs: Any) -> Any:
        """The activation of the inputs."""
        return tf.nn.relu(inputs) - self.alpha * tf.nn.relu(-inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }
