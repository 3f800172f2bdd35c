"""Where datasets come from: arrays, generators, ranges, other datasets."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import nest
from ..dtypes import as_dtype
from ..python_errors import translated
from ..tensor import Tensor
from ..tensor_shape import TensorShape
from ..tensor_spec import TensorSpec
from . import cardinality as size_of
from . import structure as st

if TYPE_CHECKING:
    from .dataset import Dataset

__all__ = ["Sources"]


class Sources:
    """The methods of `Dataset` that make one."""

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """A dataset of one element: these tensors."""
        from .dataset import Stream

        element = st.as_element(tensors)
        return Stream(lambda: iter([element]), st.spec_of_element(element), 1)

    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """A dataset of the rows of these tensors.

        Raises:
            ValueError: a scalar, or tensors with different numbers of rows.
        """
        from .rows import Rows

        element = st.as_element(tensors)
        flat = nest.flatten(element)
        if any(not tensor.ndim for tensor in flat):
            raise ValueError("from_tensor_slices: a scalar has no rows. Use from_tensors, or add an axis.")
        lengths = [int(tensor.shape[0]) for tensor in flat]
        if len(set(lengths)) > 1:
            raise ValueError(f"from_tensor_slices: the tensors have different numbers of rows: {lengths}.")
        count = lengths[0]
        return Rows(element, lambda: iter(builtins.range(count)), count)

    @staticmethod
    def range(*args: Any, output_type: Any = "int64", name: str | None = None) -> Dataset:
        """Numbers as of Python's ``range``: (stop), (start, stop) or (start, stop, step)."""
        from .dataset import Stream

        numbers = builtins.range(*(int(number) for number in args))
        dtype = as_dtype(output_type)

        def stream() -> Iterator[Tensor]:
            return (Tensor(np.array(number, dtype.numpy_dtype)) for number in numbers)

        return Stream(stream, TensorSpec((), dtype), len(numbers))

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """What a generator function yields; it is called with `args` for each pass.

        Its elements are declared by `output_signature`, a structure of `TensorSpec`, or by
        `output_types` (dtypes) and `output_shapes` (unknown if left out).

        Raises:
            TypeError: `generator` is not callable, or neither signature nor types are given.
            InvalidArgumentError: while iterating: an element that is not as declared, or a ValueError or
                TypeError of the generator's own; its other errors come as other classes of `tf.errors`.
        """
        from .dataset import Stream

        if not callable(generator):
            raise TypeError(
                f"from_generator: `generator` must be callable, not a {type(generator).__name__}."
            )
        signature = _signature(output_types, output_shapes) if output_signature is None else output_signature
        inputs = () if args is None else tuple(st.as_element(arg).numpy() for arg in args)

        def elements() -> Iterator[Any]:
            values = translated(generator(*inputs), "the generator")
            return (st.checked(value, signature) for value in values)

        return Stream(elements, signature, size_of.UNKNOWN)

    @staticmethod
    def zip(datasets: Any, name: str | None = None) -> Dataset:
        """The elements of several datasets (a nested structure of them) side by side, while all have some."""
        from .dataset import Dataset, Stream

        flat = nest.flatten(datasets)
        odd = next((item for item in flat if not isinstance(item, Dataset)), None)
        if odd is not None:
            raise TypeError(f"Dataset.zip takes datasets; a {type(odd).__name__} was given.")
        return Stream(
            lambda: (_packed(datasets, iter(each)) for each in builtins.zip(*flat, strict=False)),
            lambda: _packed(datasets, iter([dataset.element_spec for dataset in flat])),
            size_of.least([dataset.size() for dataset in flat]),
        )


def _packed(structure: Any, items: Iterator[Any]) -> Any:
    """The structure of datasets with an element (which may be nested itself) in the place of each."""
    return nest.map_structure(lambda _: next(items), structure)


def _signature(types: Any, shapes: Any) -> Any:
    if types is None:
        raise TypeError("from_generator: give `output_signature`, or `output_types`.")
    flat = [as_dtype(dtype) for dtype in nest.flatten(types)]
    if shapes is None:
        known = [TensorShape(None)] * len(flat)
    elif not nest.is_nested(types):
        known = [TensorShape(shapes)]
    else:
        known = [TensorShape(shape) for shape in (shapes.values() if isinstance(shapes, dict) else shapes)]
    return nest.pack_sequence_as(types, [TensorSpec(s, d) for s, d in builtins.zip(known, flat, strict=True)])
