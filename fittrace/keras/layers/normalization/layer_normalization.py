"""`LayerNormalization`: every sample for itself."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer

from ._axes import as_given, from_the_front


class LayerNormalization(Layer):
    """``gamma (x - mean) / sqrt(variance + epsilon) + beta``, mean and variance of each sample along `axis`.

    Ba et al. 2016.

    Args:
        axis: one axis or several; gamma and beta have their lengths.
        epsilon: keeps the denominator from 0.
        center, scale: whether there is a beta, a gamma.
        beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, beta_constraint,
            gamma_constraint: of the weights.
    """

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.axis: Any = as_given(axis)
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create gamma, then beta, as far as they are wanted."""
        self.axis = from_the_front(self.axis, input_shape)
        shape = [input_shape[axis] for axis in self.axis]
        self.gamma = self.beta = None
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=shape,
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                trainable=True,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=shape,
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                trainable=True,
            )
        self.built = True

    def call(self, inputs: Any) -> Any:
        """The normalized inputs."""
        inputs = tf.cast(inputs, self._compute_dtype_object)
        mean, variance = tf.nn.moments(inputs, self.axis, keepdims=True)
        gamma, beta = (self._along_features(one, inputs.shape) for one in (self.gamma, self.beta))
        return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, self.epsilon)

    def _along_features(self, weight: Any, shape: Any) -> Any:
        """The weight with axes of length 1 where `shape` is not normalized; None stays None."""
        if weight is None or self.axis == [len(shape) - 1]:
            return weight
        return tf.reshape(weight, [length if axis in self.axis else 1 for axis, length in enumerate(shape)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "axis": self.axis,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
