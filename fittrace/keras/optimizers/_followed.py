"""One element of one weight, followed through every update while somebody records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.trace import emit, recording
from fittrace.trace.catalogue import WeightFollowed
from fittrace.trace.context import lane_here

from ._in_place import array_of

__all__ = ["Followed"]


class Followed:
    """The element whose gradient was the largest in the first update that was recorded.

    Args:
        optimizer: whose updates they are.
        variable: the weight, the first one that has a gradient for each of its elements.
        place: the element's index in C order.
    """

    def __init__(self, optimizer: Any, variable: Any, place: int) -> None:
        self._optimizer, self._variable, self._place = optimizer, variable, place
        self._before: float | None = None
        self._gradient: float | None = None

    @classmethod
    def chosen(
        cls, before: Followed | None, optimizer: Any, gradients: Sequence[Any], variables: Sequence[Any]
    ) -> Followed | None:
        """The one that was chosen `before`, else a new one.

        None where there is none to follow, or nobody records.
        """
        lane = lane_here()
        if lane is None or not lane.reads_values:
            return None
        pairs = zip(gradients, variables, strict=True)
        if before is not None:
            gradient = next((g for g, variable in pairs if variable is before._variable), None)
        else:
            gradient, variable = next((p for p in pairs if type(p[0]) is tf.Tensor), (None, None))
            if gradient is None or not array_of(gradient).size:
                return None
            before = cls(optimizer, variable, int(np.argmax(np.abs(array_of(gradient)))))
        if gradient is None or type(gradient) is not tf.Tensor:
            return None
        before._gradient = float(array_of(gradient).flat[before._place])
        before._before = before._value()
        return before

    def tell(self) -> None:
        """State what the update that is over has made of it."""
        emit(
            WeightFollowed,
            optimizer=self._optimizer,
            weight=self._variable,
            place=self._place,
            before=self._before,
            gradient=self._gradient,
            after=self._value(),
            settings=self._settings() if recording() else None,
        )

    def _settings(self) -> Any:
        try:
            return self._optimizer.get_config()
        except Exception:  # a user's optimizer may tell none
            return None

    def _value(self) -> float:
        return float(self._variable.array.flat[self._place])
