"""`DatasetCreator`: a dataset that is made where it is needed."""

from __future__ import annotations

from typing import Any

from fittrace.keras.utils.dataset_creator import DatasetCreator, InputContext

from ._base import DataAdapter

__all__ = ["DatasetCreatorAdapter"]


class DatasetCreatorAdapter(DataAdapter):
    """Takes a `keras.utils.experimental.DatasetCreator`.

    Args:
        x: the creator.
        y: must be left out.
        steps: batches an epoch.

    Raises:
        ValueError: without `steps`.
    """

    kind = "a DatasetCreator"

    @staticmethod
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether it is a creator, with nothing beside it."""
        return isinstance(x, DatasetCreator) and y is None

    def __init__(self, x: Any, y: Any = None, steps: int | None = None, **kwargs: Any) -> None:
        super().__init__(x, y, **kwargs)
        if steps is None:
            raise ValueError(
                "`x` is a DatasetCreator, which does not tell how many batches there are. Pass "
                "`steps_per_epoch` to `fit`, `validation_steps` for validation, `steps` to `evaluate` and "
                "`predict`."
            )
        self.dataset_creator = x
        self.steps = steps

    def get_dataset(self) -> Any:
        """A new dataset, for the one worker there is."""
        return self.dataset_creator(InputContext())

    def get_size(self) -> None:
        """Nobody knows."""

    def batch_size(self) -> None:
        """The dataset decides."""

    def has_partial_batch(self) -> bool:
        """Nobody knows."""
        return False

    def partial_batch_size(self) -> None:
        """Nobody knows."""

    def should_recreate_iterator(self) -> bool:
        """One iterator serves all epochs."""
        return False
