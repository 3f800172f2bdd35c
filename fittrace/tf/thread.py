"""What belongs to one thread: its open tapes, its name scopes, and numpy's silence.

TensorFlow keeps tapes and scopes per thread, too: a worker that prepares batches
does not write on the tape of the training loop.
"""

from __future__ import annotations

import threading
from contextvars import Context
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .tape import GradientTape

__all__ = ["ScratchGraph", "thread"]


class ScratchGraph:
    """A graph in which shapes are inferred; layers above may keep things by it for as long as it lasts."""


class ThreadState(threading.local):
    """The state; every thread that looks sees its own.

    Attributes:
        tapes: the tapes that record, outermost first.
        scopes: the names of the open name scopes, outermost first.
        in_scratch_graph: whether shapes are being inferred, so that no variable is changed.
        scratch_graph: what stands for the innermost scratch graph, None outside; `tf.init_scope` does
            not lead out of it.
        inferring: whether operations run on the stand-ins of symbolic tensors, so that nothing
            may be drawn at random or recorded.
        run: ``run(function, *args)`` calls the function with numpy's floating-point
            warnings off, so that overflow gives inf and 0/0 gives nan silently, as in
            TensorFlow.  (A context of its own costs a fifth of ``np.errstate``; the
            function must be plain numpy, as a context cannot be entered twice.)
    """

    def __init__(self) -> None:
        self.tapes: tuple[GradientTape, ...] = ()
        self.scopes: tuple[str, ...] = ()
        self.inferring = False
        self.in_scratch_graph = False
        self.scratch_graph: ScratchGraph | None = None
        quiet = Context()
        quiet.run(np.seterr, all="ignore")
        self.run = quiet.run


thread = ThreadState()
