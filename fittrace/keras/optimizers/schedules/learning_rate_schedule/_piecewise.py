"""A schedule with a constant for each stretch of iterations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fittrace import tf

from ._base import LearningRateSchedule


class PiecewiseConstantDecay(LearningRateSchedule):
    """``values[0]`` up to and including ``boundaries[0]``, ``values[1]`` up to ``boundaries[1]``, and so on.

    Raises:
        ValueError: unless there is one value more than there are boundaries.
    """

    def __init__(self, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                f"`boundaries` has {len(boundaries)} items and `values` has {len(values)}; expected one "
                "value more than boundaries."
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def __call__(self, step: Any) -> Any:
        """The rate of iteration `step`."""
        passed = sum(float(step) > float(boundary) for boundary in self.boundaries)
        return tf.convert_to_tensor(self.values[passed])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"boundaries": self.boundaries, "values": self.values, "name": self.name}
