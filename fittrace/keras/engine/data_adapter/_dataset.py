"""`tf.data.Dataset`: the data makes its own batches."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ._base import DataAdapter, refuse_beside

__all__ = ["DatasetAdapter"]


class DatasetAdapter(DataAdapter):
    """Takes a `tf.data.Dataset`.

    Args:
        x: the dataset.
        y: must be left out.
        sample_weights: must be left out.
        steps: batches an epoch.

    Raises:
        ValueError: for targets or weights beside it, or if it never ends and `steps` does not say
            how much of it is an epoch.
    """

    kind = "a tf.data.Dataset"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether it is a dataset."""
        return isinstance(x, tf.data.Dataset)

    def __init__(
        self, x: Any, y: Any = None, sample_weights: Any = None, steps: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(x, y, **kwargs)
        refuse_beside("a tf.data.Dataset", y=y, sample_weight=sample_weights)
        self._dataset = x
        self._user_steps = steps
        if steps is None and self._cardinality() == tf.data.INFINITE_CARDINALITY:
            raise ValueError(
                "`x` is a tf.data.Dataset that never ends, so nobody knows when an epoch is over. Pass "
                "`steps_per_epoch` (or `validation_steps`, `steps`), or leave out `repeat()`."
            )

    def _cardinality(self) -> int:
        return int(self._dataset.cardinality())

    def get_dataset(self) -> Any:
        """The dataset."""
        return self._dataset

    def get_size(self) -> None:
        """Not known here; the handler asks the dataset itself."""

    def batch_size(self) -> None:
        """The dataset decides."""

    def has_partial_batch(self) -> bool:
        """Nobody knows."""
        return False

    def partial_batch_size(self) -> None:
        """Nobody knows."""

    def should_recreate_iterator(self) -> bool:
        """Whether an epoch is the whole dataset; with fewer steps the next one goes on where it stopped."""
        return self._user_steps is None or self._cardinality() == self._user_steps
