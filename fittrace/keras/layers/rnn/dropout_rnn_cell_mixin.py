"""`DropoutRNNCellMixin`: the same elements are dropped at every step of a sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fittrace import tf


class DropoutRNNCellMixin:
    """The masks of a cell's dropout, which are drawn once a batch (Gal and Ghahramani 2016).

    The class it is mixed into has `dropout` and `recurrent_dropout`, the shares that are dropped, and draws
    its random numbers as a `BaseRandomLayer`.
    """

    if TYPE_CHECKING:
        dropout: float
        recurrent_dropout: float

        def _next_seed(self) -> int | None: ...

    _dropout_masks: Any = None  # declared with the class, since the masks drawn are no part of the layer
    _recurrent_dropout_masks: Any = None

    def reset_dropout_mask(self) -> None:
        """Forget the masks on inputs; the next call draws new ones."""
        self._dropout_masks = None

    def reset_recurrent_dropout_mask(self) -> None:
        """Forget the masks on states; the next call draws new ones."""
        self._recurrent_dropout_masks = None

    def get_dropout_mask_for_cell(self, inputs: Any, training: Any, count: int = 1) -> Any:
        """Factors for the inputs: a tensor of their shape, a list of so many for a `count` above 1.

        None where nothing is ever dropped; ones where it is not `training`.
        """
        if self.dropout == 0:
            return None
        if self._dropout_masks is None:
            self._dropout_masks = {}
        return self._drawn(self._dropout_masks, inputs, self.dropout, training, count)

    def get_recurrent_dropout_mask_for_cell(self, inputs: Any, training: Any, count: int = 1) -> Any:
        """Factors for the states, as `get_dropout_mask_for_cell` gives them for the inputs."""
        if self.recurrent_dropout == 0:
            return None
        if self._recurrent_dropout_masks is None:
            self._recurrent_dropout_masks = {}
        return self._drawn(self._recurrent_dropout_masks, inputs, self.recurrent_dropout, training, count)

    def _drawn(self, known: dict[bool, Any], inputs: Any, rate: float, training: Any, count: int) -> Any:
        """The masks drawn before, else new ones; those on tensors without values are kept apart."""
        symbolic = tf.symbolic.is_symbolic(inputs)
        if symbolic not in known:
            masks = [self._mask(tf.ones_like(inputs), rate, training) for _ in range(count)]
            known[symbolic] = masks if count > 1 else masks[0]
        return known[symbolic]

    def _mask(self, ones: Any, rate: float, training: Any) -> Any:
        return tf.nn.dropout(ones, rate, seed=self._next_seed()) if training else ones
