"""What every adapter answers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

from fittrace import tf
from fittrace.keras.utils.words import what_it_is
from fittrace.trace import Hooked, hook

__all__ = ["DataAdapter", "is_none_or_empty", "leaves", "refuse_beside"]


class DataAdapter(Hooked):
    """Turns one kind of input into batches.

    Args:
        x: inputs.
        y: targets.
    """

    kind = ""
    """What the adapter takes, in words, for the reason beside its answer."""

    @staticmethod
    @hook
    def can_handle(x: Any, y: Any = None) -> bool:
        """Whether the adapter takes this input."""
        raise NotImplementedError

    @classmethod
    def explain(cls, x: Any, y: Any, accepted: bool) -> str:
        """Why the adapter takes this input or does not, in words."""
        return f"x is {what_it_is(x)}, {'which is' if accepted else 'not'} {cls.kind}"

    @hook
    def __init__(self, x: Any, y: Any = None, **kwargs: Any) -> None:
        if not self.can_handle(x, y):
            raise ValueError(
                f"{type(self).__name__} takes {self.kind}, but `x` is {what_it_is(x)} and `y` is "
                f"{what_it_is(y)}."
            )

    @abstractmethod
    @hook
    def get_dataset(self) -> Iterable[Any]:
        """The batches, as often as somebody iterates."""
        raise NotImplementedError

    @abstractmethod
    @hook
    def get_size(self) -> int | None:
        """Batches an epoch; None where nobody knows."""
        raise NotImplementedError

    @abstractmethod
    def batch_size(self) -> int | None:
        """Rows a batch; None where the data decides."""
        raise NotImplementedError

    def representative_batch_size(self) -> int | None:
        """Rows of a typical batch."""
        return self.batch_size()

    def stop_workers(self) -> None:
        """End what prepares batches in the background; the training is over, or has failed."""

    @abstractmethod
    def has_partial_batch(self) -> bool:
        """Whether the last batch is smaller."""
        raise NotImplementedError

    @abstractmethod
    def partial_batch_size(self) -> int | None:
        """Rows of the last batch, if it is smaller."""
        raise NotImplementedError

    @abstractmethod
    def should_recreate_iterator(self) -> bool:
        """Whether each epoch iterates anew, rather than one iterator serving them all."""
        raise NotImplementedError

    def get_samples(self) -> int | None:
        """Rows in all; None where nobody knows."""
        size, batch_size = self.get_size(), self.batch_size()
        if not size or not batch_size:
            return None
        missing = batch_size - (self.partial_batch_size() or 0) if self.has_partial_batch() else 0
        return size * batch_size - missing

    @hook
    def on_epoch_end(self) -> None:
        """Called when an epoch's batches have been taken."""


def leaves(x: Any, y: Any = None) -> list[Any]:
    """Every item of the inputs, and of the targets if there are some."""
    return tf.nest.flatten(x) + (tf.nest.flatten(y) if y is not None else [])


def is_none_or_empty(value: Any) -> bool:
    """Whether there is nothing in it."""
    return value is None or not tf.nest.flatten(value)


def refuse_beside(kind: str, **arguments: Any) -> None:
    """Refuse arguments that the data itself must hold.

    Raises:
        ValueError: for the first one that is given.
    """
    for name, value in arguments.items():
        if not is_none_or_empty(value):
            raise ValueError(
                f"`{name}` is {what_it_is(value)}, but `x` is {kind}, which gives whole batches. Leave "
                f"`{name}` out and have `x` give `(inputs, targets)` or `(inputs, targets, "
                "sample_weights)`."
            )
