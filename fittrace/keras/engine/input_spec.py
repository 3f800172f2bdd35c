"""What a layer expects of its inputs, and the check of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fittrace import tf
from fittrace.trace import hook

__all__ = ["InputSpec", "assert_input_compatibility"]


class InputSpec:
    """Dtype, rank and axis lengths that an input must have; whatever is None is free.

    Args:
        dtype: the dtype.
        shape: the shape, with the batch axis; it decides `ndim`.
        ndim: the exact rank.
        max_ndim: the greatest rank.
        min_ndim: the least rank.
        axes: length of an axis, by its number.
        allow_last_axis_squeeze: whether a last axis of length 1 may be there or not.
        name: the key under which a dictionary of inputs has this one.

    Raises:
        TypeError: if `axes` is not a dictionary with integer keys.
        ValueError: if `axes` names an axis beyond the rank.
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Sequence[int | None] | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: Mapping[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
    ) -> None:
        self.dtype = None if dtype is None else tf.as_dtype(dtype).name
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.name = name
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        try:
            self.axes = {int(axis): length for axis, length in (axes or {}).items()}
        except (ValueError, TypeError, AttributeError):
            raise TypeError(
                f"`axes` is {axes!r}; expected a dictionary from axis numbers to lengths, such as {{-1: 64}}."
            ) from None
        rank = self.ndim if self.ndim is not None else self.max_ndim
        if self.axes and rank is not None and max(self.axes) > rank - 1:
            raise ValueError(
                f"`axes` names axis {max(self.axes)}, but an input of rank {rank} ends at {rank - 1}."
            )

    def __repr__(self) -> str:
        told = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        given = (f"{name}={getattr(self, name)}" for name in told if getattr(self, name))
        return f"InputSpec({', '.join(given)})"

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this spec again."""
        told = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in told}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> InputSpec:
        """The spec that gave this config."""
        return cls(**config)


@hook
def assert_input_compatibility(input_spec: Any, inputs: Any, layer_name: str) -> None:
    """Check the inputs of a layer against its spec; no spec, no demands.

    Args:
        input_spec: an `InputSpec`, a structure of them, or None.
        inputs: tensor or structure of tensors.
        layer_name: for the message.

    Raises:
        TypeError: if an input has no shape.
        ValueError: if their number, rank, dtype or an axis is not as expected.
    """
    if not input_spec:
        return
    specs = [input_spec] if isinstance(input_spec, InputSpec) else tf.nest.flatten(input_spec)
    tensors = _in_order(inputs, specs)
    for tensor in tensors:
        if not hasattr(tensor, "shape"):
            raise TypeError(
                f"An input of layer `{layer_name}` is {tensor!r}, a {type(tensor).__name__}; layers take "
                "tensors. Convert it with `tf.convert_to_tensor` first."
            )
    if len(tensors) != len(specs):
        raise ValueError(
            f"Layer `{layer_name}` takes {len(specs)} input(s) and was given {len(tensors)}. Pass as many as "
            "the layer was built for."
        )
    for position, (tensor, spec) in enumerate(zip(tensors, specs, strict=True)):
        if spec is not None:
            problem = _disagreement(tensor, spec)
            if problem:
                raise ValueError(
                    f"Input {position} of layer `{layer_name}` does not fit: {problem}, and the input has "
                    f"shape {tuple(tensor.shape)}. Change the data, or the shape the layer was built for."
                )


def _in_order(inputs: Any, specs: Sequence[InputSpec | None]) -> list[Any]:
    """The inputs in the order of their specs; a dictionary is read by the specs' names."""
    if len(specs) == 1 and type(inputs) is tf.Tensor:
        return [inputs]
    if isinstance(inputs, dict):
        names = [spec.name if spec is not None else None for spec in specs]
        if all(names):
            for name in names:
                if name not in inputs:
                    raise ValueError(
                        f"The dictionary of inputs has no key {name!r}; it has {sorted(inputs)}, and "
                        f"{names} are expected."
                    )
            return [inputs[name] for name in names]
    return tf.nest.flatten(inputs)


def _disagreement(tensor: Any, spec: InputSpec) -> str | None:
    """What is wrong with the tensor, in words; None where it fits."""
    shape = tensor.shape
    rank = len(shape)
    if spec.ndim is not None and not spec.allow_last_axis_squeeze and rank != spec.ndim:
        return f"expected {spec.ndim} axes, found {rank}"
    if spec.max_ndim is not None and rank > spec.max_ndim:
        return f"expected at most {spec.max_ndim} axes, found {rank}"
    if spec.min_ndim is not None and rank < spec.min_ndim:
        return f"expected at least {spec.min_ndim} axes, found {rank}"
    if spec.dtype is not None and tensor.dtype.name != spec.dtype:
        return f"expected dtype {spec.dtype}, found {tensor.dtype.name}"
    for axis, length in spec.axes.items():
        if length is not None and shape[axis] not in (length, None):
            return f"expected length {length} along axis {axis}, found {shape[axis]}"
    if spec.shape is not None and not _shapes_agree(spec.shape, shape, spec.allow_last_axis_squeeze):
        return f"expected shape {spec.shape}, found {shape}"
    return None


def _shapes_agree(expected: tuple[Any, ...], found: tuple[Any, ...], squeeze: bool) -> bool:
    """Whether no two known lengths differ; as in Keras, axes beyond the shorter shape are not compared."""
    if squeeze:
        expected = expected[:-1] if expected and expected[-1] == 1 else expected
        found = found[:-1] if found and found[-1] == 1 else found
    pairs = zip(expected, found, strict=False)
    return all(want is None or have is None or want == have for want, have in pairs)
