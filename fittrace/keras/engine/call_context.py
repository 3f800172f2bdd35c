"""What is known while layers call one another: who is called, and for training or not."""

from __future__ import annotations

import threading
from typing import Any, Final, NamedTuple

__all__ = ["NO_CALL", "CallState", "calls"]


class CallState(NamedTuple):
    """The call under way in this thread.

    Attributes:
        layer: the layer that is called, None outside any call.
        training: what the call was told about training; None where nobody said.
        symbolic: whether shapes are inferred with placeholders rather than computed with values.
    """

    layer: Any = None
    training: Any = None
    symbolic: bool = False

    def enter(self, layer: Any, training: Any) -> CallState:
        """The state inside a call of `layer` from here."""
        return CallState(layer, training, self.symbolic)


NO_CALL: Final = CallState()


class _Calls(threading.local):
    """The state of this thread; `Layer.__call__` sets it and puts back what was there."""

    state: CallState = NO_CALL


calls: Final = _Calls()
