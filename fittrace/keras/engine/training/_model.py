"""`Model`: layers that are trained together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace import tf
from fittrace.keras.utils.generic_utils import default, validate_kwargs
from fittrace.tf import symbolic

from ..base_layer import Layer
from ..base_layer._tracking import untracked
from . import _on_batch

__all__ = ["Model"]


class Model(_on_batch.Model):
    """Layers that are trained together.

    ``Model(inputs, outputs)`` makes a functional model, of the layers between them.  A subclass
    makes its layers in its constructor and calls them in `call`.

    Args:
        *args: `inputs` and `outputs`, for a functional model.
        **kwargs: `name`, `trainable`, `dtype` and `dynamic`, as for any layer.

    Raises:
        TypeError: for a keyword argument Keras does not know.
    """

    _base_model_initialized = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and _are_ends_of_a_graph(args, kwargs):
            from ..functional import Functional  # here, because a functional model is a model

            return Functional(skip_init=True)
        return super().__new__(cls, *args, **kwargs)

    @untracked
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from ..functional import Functional  # here, because a functional model is a model

        if _are_ends_of_a_graph(args, kwargs) and not isinstance(self, Functional):
            _put_functional_under(type(self))
            Functional.__init__(self, *args, **kwargs)  # type: ignore[arg-type]  # since the line above, it is one
            return
        validate_kwargs(kwargs, {"trainable", "dtype", "dynamic", "name", "autocast", "inputs", "outputs"})
        super().__init__(*args, **kwargs)
        self._base_model_initialized = True
        self.inputs = self.outputs = self.input_names = self.output_names = None
        self._reset_compile_cache()
        self._init_batch_counters()

    def __setattr__(self, name: str, value: Any) -> None:
        if not self._base_model_initialized and isinstance(value, (Layer, tf.Variable)):
            raise RuntimeError(
                f"`{name}` of {type(self).__name__} is assigned before the model exists. Call "
                "`super().__init__()` first thing in the constructor."
            )
        super().__setattr__(name, value)

    @default
    def build(self, input_shape: Any) -> None:
        """Make the weights ahead of the first data, by calling the model on placeholders.

        Args:
            input_shape: with the batch axis, ``(None, 784)``; a list or dictionary for several inputs.

        Raises:
            ValueError: if the shape is missing or of the wrong type, or if the model cannot be called so.
        """
        if self._is_graph_network:
            super().build(input_shape)
            return
        if not isinstance(input_shape, (tuple, list, dict)):
            raise ValueError(
                f"`input_shape` of model `{self._name}` is {input_shape!r}; expected a shape with the "
                "batch axis, such as `(None, 784)`, or a list or dictionary of shapes."
            )
        if input_shape and not self.inputs:
            self._call_on_placeholders(input_shape)
        super().build(input_shape)

    def _call_on_placeholders(self, input_shape: Any) -> None:
        spec = self._call_spec.full_argspec
        required = spec.args[2 : len(spec.args) - len(spec.defaults or ())]
        if [name for name in required if name != "training"]:
            raise ValueError(
                f"`build` calls the model with its inputs alone, but `call` of {type(self).__name__} also "
                f"needs {required}. Call the model on data instead."
            )
        kwargs = {"training": False} if "training" in required else {}
        try:
            with symbolic.scratch_graph():
                self.call(_placeholders(input_shape), **kwargs)
        except (tf.errors.InvalidArgumentError, TypeError) as error:
            raise ValueError(
                f"Model `{self._name}` cannot be built for `input_shape={input_shape}` with float inputs. "
                f"Call it on data of the right dtype instead. What went wrong: {error}"
            ) from error

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Compute the outputs; a subclass overrides this.

        Args:
            inputs: tensor or structure of tensors.
            training: whether this is for training.
            mask: the masks of the inputs.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no `call`. Define one, or make the model from `inputs` and `outputs`."
        )


def _are_ends_of_a_graph(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    if len(args) == 2:
        return True
    return "outputs" in kwargs and (len(args) == 1 or "inputs" in kwargs)


def _put_functional_under(cls: type) -> None:
    """Make a subclass of `Model` one of `Functional`, as Keras does when given inputs and outputs."""
    from ..functional import Functional  # here, because a functional model is a model

    cls.__bases__ = tuple(Functional if base is Model else base for base in cls.__bases__)
    for base in cls.__bases__:
        if issubclass(base, Model) and not issubclass(base, Functional):
            _put_functional_under(base)


def _placeholders(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {key: _placeholders(item) for key, item in shape.items()}
    if all(length is None or isinstance(length, int) for length in shape):
        return symbolic.placeholder(shape)
    return [_placeholders(item) for item in shape]
