"""What is known of a tensor before it is there."""

from __future__ import annotations

from typing import Any

from .dtypes import DType, as_dtype
from .tensor_shape import TensorShape

__all__ = ["RaggedTensorSpec", "TensorSpec", "TypeSpec", "spec_of"]


class TypeSpec:
    """What is known of a value before it is there."""

    __slots__ = ()


class TensorSpec(TypeSpec):
    """Shape, dtype and name of a tensor.

    Args:
        shape: its lengths, None where unknown; None for a shape of which nothing is known.
        dtype: its dtype.
        name: its name, if it has one.
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: Any = "float32", name: str | None = None) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @property
    def shape(self) -> TensorShape:
        """The lengths, None where unknown."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name, or None."""
        return self._name

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """The spec of a tensor that is there."""
        return cls(tensor.shape, tensor.dtype, name)

    @classmethod
    def from_spec(cls, spec: Any, name: str | None = None) -> TensorSpec:
        """A spec like this one, with another name if one is given."""
        return cls(spec.shape, spec.dtype, name or spec.name)

    def is_compatible_with(self, spec_or_tensor: Any) -> bool:
        """Whether such a tensor could be what this spec describes."""
        return spec_or_tensor.dtype == self.dtype and self.shape.is_compatible_with(spec_or_tensor.shape)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, TensorSpec)
            and (self.dtype, self.name) == (other.dtype, other.name)
            and self.shape == other.shape
        )

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    def __reduce__(self) -> tuple[Any, ...]:
        return TensorSpec, (self.shape, self.dtype, self.name)

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"


class RaggedTensorSpec(TypeSpec):
    """Shape, dtype and number of ragged axes of a ragged tensor.

    Args:
        shape: its lengths, None where rows differ or nothing is known.
        dtype: its dtype.
        ragged_rank: how many axes are ragged; 0 for a row of a ragged tensor, which is a plain one.
    """

    __slots__ = ("dtype", "ragged_rank", "shape")

    def __init__(self, shape: Any = None, dtype: Any = "float32", ragged_rank: int | None = None) -> None:
        self.shape = TensorShape(shape)
        self.dtype: DType = as_dtype(dtype)
        self.ragged_rank = (self.shape.rank or 1) - 1 if ragged_rank is None else ragged_rank

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RaggedTensorSpec) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"RaggedTensorSpec({self.shape!r}, {self.dtype!r}, {self.ragged_rank})"


def spec_of(tensor: Any) -> Any:
    """The spec of a tensor, without a name."""
    return tensor.spec if hasattr(tensor, "spec") else TensorSpec(tensor.shape, tensor.dtype)
