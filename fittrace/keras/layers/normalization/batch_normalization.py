"""`BatchNormalization`: every feature over the batch."""

from __future__ import annotations

from typing import Any

from fittrace import tf
from fittrace.keras import constraints, initializers, regularizers
from fittrace.keras.engine.base_layer import Layer
from fittrace.keras.engine.input_spec import InputSpec

from ._axes import as_given, from_the_front
from ._moments import bessel_factor, moments


class BatchNormalization(Layer):
    """``gamma (x - mean) / sqrt(variance + epsilon) + beta`` for every feature.

    While training, mean and variance are the batch's, and moving averages of both are kept
    (``average += (1 - momentum) (value - average)``); otherwise, and when frozen, the averages are used.
    For images the moving variance takes the unbiased one, as TensorFlow's fused operation does.
    Ioffe & Szegedy 2015; the behaviour of Keras 2.12.

    Args:
        axis: the feature axis, or several.
        momentum: share of the old average in the new one.
        epsilon: keeps the denominator from 0.
        center, scale: whether there is a beta, a gamma.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer,
            beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: of the weights.
        synchronized: there for Keras's signature; one machine has nothing to synchronize.
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        synchronized: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.axis: Any = as_given(axis)
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.synchronized = synchronized
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Create gamma, beta, moving mean and moving variance; ValueError for an unknown feature length."""
        self.axis = from_the_front(self.axis, input_shape)
        features = {axis: input_shape[axis] for axis in self.axis}
        if None in features.values():
            raise ValueError(
                f"Inputs have shape {tuple(input_shape)}; their length along `axis` {self.axis} must be "
                "known."
            )
        self.input_spec = InputSpec(ndim=len(input_shape), axes=features)
        shape = list(features.values())
        if len(shape) > 1:
            shape = [features.get(axis, 1) for axis in range(len(input_shape))]
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
        self.moving_mean = self.add_weight(
            name="moving_mean", shape=shape, initializer=self.moving_mean_initializer, trainable=False
        )
        self.moving_variance = self.add_weight(
            name="moving_variance", shape=shape, initializer=self.moving_variance_initializer, trainable=False
        )
        self.built = True

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """The normalized inputs; positions where `mask` is False do not count for mean and variance."""
        inputs = tf.cast(inputs, self._compute_dtype_object)
        if training and self.trainable:
            mean, variance = self._batch_moments(inputs, mask)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        mean, variance, beta, gamma = (
            self._along_features(one, inputs.shape) for one in (mean, variance, self.beta, self.gamma)
        )
        return tf.nn.batch_normalization(inputs, mean, variance, beta, gamma, self.epsilon)

    def _along_features(self, vector: Any, shape: Any) -> Any:
        """The vector with axes of length 1 where `shape` has others than features; None stays None."""
        if vector is None or self.axis == [len(shape) - 1]:
            return vector
        return tf.reshape(vector, [length if axis in self.axis else 1 for axis, length in enumerate(shape)])

    def _batch_moments(self, inputs: Any, mask: Any) -> tuple[Any, Any]:
        """Mean and variance of the batch, which the moving averages take into account."""
        others = [axis for axis in range(inputs.shape.rank) if axis not in self.axis]
        is_image = inputs.shape.rank in (4, 5) and len(self.axis) == 1
        mean, variance = moments(inputs, others, None if is_image else mask)
        if not tf.symbolic.is_symbolic(inputs):
            self._move(self.moving_mean, mean)
            self._move(self.moving_variance, variance * bessel_factor(inputs, mean) if is_image else variance)
        return mean, variance

    def _move(self, average: Any, value: Any) -> None:
        value = tf.reshape(tf.stop_gradient(value), average.shape)
        average.assign_sub((average - value) * (1.0 - self.momentum))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "moving_mean_initializer": initializers.serialize(self.moving_mean_initializer),
            "moving_variance_initializer": initializers.serialize(self.moving_variance_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
