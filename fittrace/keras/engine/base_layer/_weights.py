"""A layer's weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from fittrace import tf
from fittrace.keras import backend, constraints, initializers, regularizers
from fittrace.keras.utils.generic_utils import validate_kwargs
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import WeightCreated

from . import _tracking
from ._tracking import dedup

__all__ = ["Layer"]

_WITHOUT_EFFECT = frozenset(
    {"collections", "experimental_autocast", "caching_device", "getter", "layout", "partitioner"}
)
"""Arguments of `add_weight` that mean something only to graphs and devices."""


class Layer(_tracking.Layer):
    """The part of `Layer` that makes weights and lists them."""

    _dtype: str

    @hook
    def add_weight(
        self,
        name: str | None = None,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        **kwargs: Any,
    ) -> tf.Variable:
        """A new variable that belongs to this layer.

        Args:
            name: its own name; those of the layers being called go before it, ``dense/kernel:0``.
            shape: by default that of a scalar.
            dtype: by default the layer's.
            initializer: by default Glorot uniform for floats, zeros for integers and booleans.
            regularizer: gives a loss that is added to the layer's.
            trainable: whether training changes it; True unless told otherwise.
            constraint: projects it after each update.
            use_resource: without effect, as are the next two; Keras takes them.
            synchronization: see `use_resource`.
            aggregation: see `use_resource`.
            **kwargs: further arguments that mean something to graphs and devices only.

        Raises:
            TypeError: for a keyword argument Keras does not know.
            ValueError: if there is no default initializer for the dtype, or if the initializer gives another
                shape.
        """
        validate_kwargs(kwargs, _WITHOUT_EFFECT)
        dtype = tf.as_dtype(dtype or self._dtype)
        shape = () if shape is None else shape
        initializer = initializers.get(initializer) or self._default_initializer(name, dtype)
        regularizer = regularizers.get(regularizer)
        trainable = trainable is None or trainable
        variable = tf.Variable(
            initializer(shape, dtype=dtype),
            trainable=trainable,
            name=name,
            dtype=dtype,
            constraint=constraints.get(constraint),
        )
        if tuple(variable.shape) != tuple(tf.TensorShape(shape)):
            raise ValueError(
                f"`initializer` gave shape {tuple(variable.shape)} for weight `{variable.name}`, which has "
                f"{tuple(shape)}. It is called with the shape, and must give an array of it."
            )
        emit(
            WeightCreated,
            name=variable,
            shape=variable.shape,
            dtype=variable.dtype,
            initializer=initializer,
            trainable=trainable,
            count=prod(variable.shape),
            layer=self,
            values=variable,
            distribution=variable,
            sample=variable,
        )
        if regularizer is not None:
            self.add_loss(partial(regularizer, variable))
        self._track_variable(variable)
        return variable

    def _default_initializer(self, name: str | None, dtype: tf.DType) -> Any:
        if dtype.is_floating:
            return initializers.get("glorot_uniform")
        if dtype.is_integer or dtype.is_bool:
            return initializers.get("zeros")
        raise ValueError(
            f"Weight `{name}` of layer `{self._name}` has dtype {dtype.name} and no `initializer`; there "
            "is no default for that dtype. Pass one."
        )

    def add_loss(self, losses: Any, **kwargs: Any) -> None:
        """See the next part of the class."""
        raise NotImplementedError

    @property
    def trainable(self) -> bool:
        """Whether training changes the layer's weights; setting it sets it for every layer inside as well."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self._flatten_layers():
            layer._trainable = value

    @property
    def trainable_weights(self) -> list[tf.Variable]:
        """The weights that training changes: its own, then those of the layers inside."""
        self._update_trackables()
        if not self.trainable:
            return []
        return dedup(self._trainable_weights + self._of_children("trainable_variables"))

    @property
    def non_trainable_weights(self) -> list[tf.Variable]:
        """The weights that training leaves alone; all of them where the layer is frozen."""
        self._update_trackables()
        if self.trainable:
            return dedup(self._non_trainable_weights + self._of_children("non_trainable_variables"))
        return dedup(self._trainable_weights + self._non_trainable_weights + self._of_children("variables"))

    def _of_children(self, attribute: str) -> list[tf.Variable]:
        children = self._flatten_layers(recursive=False, include_self=False)
        return [variable for layer in children for variable in getattr(layer, attribute)]

    @property
    def weights(self) -> list[tf.Variable]:
        """All weights, those that training changes first."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def variables(self) -> list[tf.Variable]:
        """The same as `weights`."""
        return self.weights

    @property
    def trainable_variables(self) -> list[tf.Variable]:
        """The same as `trainable_weights`."""
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[tf.Variable]:
        """The same as `non_trainable_weights`."""
        return self.non_trainable_weights

    def get_weights(self) -> list[npt.NDArray[Any]]:
        """Copies of the weights' values, in the order of `weights`."""
        return [np.array(value) for value in backend.batch_get_value(self.weights)]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Give the weights other values.

        Args:
            weights: arrays in the order and shapes of `get_weights`.

        Raises:
            ValueError: if their number or a shape is another.
        """
        variables = self.weights
        if len(variables) != len(weights):
            raise ValueError(
                f"`weights` has {len(weights)} arrays, but layer `{self._name}` has {len(variables)} "
                "weights. Pass one array a weight, in the order of `get_weights()`."
            )
        for variable, value in zip(variables, weights, strict=True):
            if tuple(np.shape(value)) != tuple(variable.shape):
                raise ValueError(
                    f"`weights` holds an array of shape {np.shape(value)} for `{variable.name}` of layer "
                    f"`{self._name}`, which has shape {tuple(variable.shape)}."
                )
        backend.batch_set_value(zip(variables, weights, strict=True))
        for layer in self._flatten_layers():
            layer.finalize_state()

    def finalize_state(self) -> None:
        """Called after weights were set; for layers that compute something from them."""
