"""Elements: nested structures of tensors, and what is known of them before they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .. import nest
from ..convert import convert_to_tensor
from ..errors import InvalidArgumentError
from ..ops.joining import stack
from ..ragged_tensor import RaggedTensor
from ..symbolic import placeholder
from ..tensor import Tensor
from ..tensor_shape import TensorShape
from ..tensor_spec import RaggedTensorSpec, TensorSpec, spec_of

__all__ = [
    "as_element",
    "batch_spec",
    "call",
    "checked",
    "padded",
    "row_spec",
    "spec_of_element",
    "stacked",
    "traced_spec",
]


def as_element(value: Any) -> Any:
    """A structure of tensors; lists in it become tuples, as tf.data has them."""
    if isinstance(value, list):
        return (
            as_element(tuple(value))
            if any(_is_tensor_like(item) for item in value)
            else convert_to_tensor(value)
        )
    if isinstance(value, tuple):
        items = [as_element(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {key: as_element(item) for key, item in value.items()}
    is_whole = hasattr(value, "element_spec") or isinstance(value, RaggedTensor)
    return value if is_whole else convert_to_tensor(value)


def call(function: Callable[..., Any], element: Any) -> Any:
    """The function of an element; the items of a tuple are its arguments."""
    return function(*element) if isinstance(element, tuple) else function(element)


def stacked(elements: Sequence[Any]) -> Any:
    """The elements side by side along a new first axis."""
    columns = zip(*map(nest.flatten, elements), strict=True)
    return nest.pack_sequence_as(elements[0], [stack(list(column)) for column in columns])


def padded(elements: Sequence[Any], shapes: Any, values: Any) -> Any:
    """As `stacked`, each tensor first filled up to the given lengths, or to the longest where None."""
    leaves = zip(*map(nest.flatten, elements), strict=True)
    columns = [[np.asarray(tensor) for tensor in column] for column in leaves]
    targets = [None] * len(columns) if shapes is None else _shapes_for(elements[0], shapes)
    fillers = (
        [0 if values is None else values] * len(columns)
        if not nest.is_nested(values)
        else nest.flatten(values)
    )
    batches = [_fill(*column) for column in zip(columns, targets, fillers, strict=True)]
    return nest.pack_sequence_as(elements[0], batches)


def spec_of_element(element: Any) -> Any:
    """The specs of an element that is there."""
    return nest.map_structure(spec_of, element)


def batch_spec(spec: Any, size: int | None) -> Any:
    """The specs of a batch of such elements."""
    return nest.map_structure(lambda s: _spec_like(s, TensorShape([size]).concatenate(s.shape)), spec)


def row_spec(spec: Any) -> Any:
    """The specs of a row of such elements."""
    return nest.map_structure(lambda s: _spec_like(s, s.shape[1:]), spec)


def traced_spec(function: Callable[..., Any], spec: Any) -> Any:
    """The specs of what a function gives for elements with these specs; called with symbolic tensors."""
    element = nest.map_structure(lambda s: placeholder(s.shape, s.dtype), spec)
    return spec_of_element(as_element(call(function, element)))


def checked(value: Any, signature: Any) -> Any:
    """What a generator gave as an element of this signature.

    Raises:
        InvalidArgumentError: another structure, a value that cannot have the dtype, or another shape.
    """
    specs = nest.flatten(signature)
    parts = _parts_like(signature, value)
    if len(parts) != len(specs):
        raise InvalidArgumentError(
            None, None, f"The generator gave {value!r:.80}, which has not the structure {signature}."
        )
    tensors = []
    for part, spec in zip(parts, specs, strict=True):
        try:
            tensor = convert_to_tensor(part, spec.dtype)
        except (TypeError, ValueError) as problem:
            raise InvalidArgumentError(None, None, f"The generator gave a wrong value: {problem}") from None
        if not spec.shape.is_compatible_with(tensor.shape):
            raise InvalidArgumentError(
                None, None, f"The generator gave shape {tensor.shape} where {spec.shape} was declared."
            )
        tensors.append(tensor)
    return nest.pack_sequence_as(signature, tensors)


def _parts_like(signature: Any, value: Any) -> list[Any]:
    """The value cut up to the depth of the signature; deeper lists are numbers of one tensor."""
    if not nest.is_nested(signature):
        return [value]
    if isinstance(signature, Mapping):
        if not isinstance(value, Mapping) or set(value) != set(signature):
            return []
        return [part for key in sorted(signature) for part in _parts_like(signature[key], value[key])]
    if not isinstance(value, (list, tuple)) or len(value) != len(signature):
        return []
    return [part for s, v in zip(signature, value, strict=True) for part in _parts_like(s, v)]


def _spec_like(spec: Any, shape: TensorShape) -> TensorSpec | RaggedTensorSpec:
    """A spec of the same kind for tensors with an axis more or less in front."""
    if isinstance(spec, RaggedTensorSpec):
        more = (shape.rank or 0) - (spec.shape.rank or 0)
        return RaggedTensorSpec(shape, spec.dtype, spec.ragged_rank + more)
    return TensorSpec(shape, spec.dtype)


def _is_tensor_like(item: Any) -> bool:
    return isinstance(item, (Tensor, RaggedTensor, np.ndarray, list, tuple, Mapping))


def _shapes_for(element: Any, shapes: Any) -> list[Any]:
    count = len(nest.flatten(element))
    return [shapes] if count == 1 and not isinstance(shapes, tuple) else list(shapes)


def _fill(column: list[Any], target: Any, filler: Any) -> Tensor:
    longest = np.max([array.shape for array in column], axis=0) if column[0].ndim else ()
    wanted = list(target) if target is not None else [None] * column[0].ndim
    lengths = [
        int(most) if length in (None, -1) else length for length, most in zip(wanted, longest, strict=True)
    ]
    out = np.full((len(column), *lengths), filler, column[0].dtype)
    for row, array in enumerate(column):
        place: tuple[Any, ...] = (row, *(slice(0, length) for length in array.shape))
        out[place] = array
    return Tensor(out)
