"""Values made of several tensors, which stand for one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from .arrays import Array
from .tensor import Tensor

__all__ = ["CompositeTensor"]


class CompositeTensor:
    """Base of the classes whose instances hold several tensors and can be seen as one.

    Operations that do not know them take them as the tensor they stand for.
    """

    __slots__ = ()

    @abstractmethod
    def as_tensor(self) -> Tensor:
        """The one tensor; ValueError where it cannot be told."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return self.as_tensor().__array__(dtype, copy)
