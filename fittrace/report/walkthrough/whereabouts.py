"""Whereabouts: at which stop of the loop map a call happens."""

from __future__ import annotations

from collections.abc import Sequence

from ..story.stages import FIT_METHODS
from .outline import CallView

__all__ = ["whereabouts"]

_WHOLE = ("compile", "validation", "evaluate", "predict")
"""Stops that everything below their call belongs to."""
_BY_METHOD = {
    "make_train_function": "function",
    "on_epoch_begin": "epoch-begin",
    "on_epoch_end": "epoch-end",
    "on_train_end": "train-end",
    "train_function": "steps",
    "step_function": "steps",
    "run_step": "steps",
    "train_step": "steps",
    "train_on_batch": "steps",
    "compute_gradients": "gradient",
}


def whereabouts(lines: Sequence[CallView]) -> list[str]:
    """For each line of the outline the stop or the loop it belongs to; empty where there is none.

    Stops are named as in `loopmap.TITLES`, loops ``epochs`` and ``steps``.
    """
    found: dict[int, str] = {}
    fits: set[int] = set()
    for line in lines:
        parent = line.parent
        above = found[id(parent)] if parent is not None else ""
        in_fit = parent is not None and id(parent) in fits
        if in_fit or (line.method == "fit" and not line.loop):
            fits.add(id(line))
        found[id(line)] = above if above in _WHOLE else _of(line, above, in_fit=in_fit)
    return [found[id(line)] for line in lines]


def _of(line: CallView, above: str, *, in_fit: bool) -> str:
    """The stop of a line, when that of the one around it is known."""
    if line.loop:
        return {"epoch": "epochs", "step": "steps"}.get(line.label, above)
    if line.method in FIT_METHODS and line.symbol.startswith(("keras.engine.training.", "user.")):
        return "epochs" if line.method == "fit" else "validation" if in_fit else line.method
    if line.method in _BY_METHOD:
        return _BY_METHOD[line.method]
    stage = line.stage.key
    if stage == "callbacks":
        of_batch = line.method.startswith(("on_batch", "on_train_batch"))
        return "steps" if of_batch else above if above.startswith(("epoch-", "train-")) else "callbacks"
    if stage == "update":
        return "gradient" if line.symbol.startswith("tensorflow.GradientTape.") else "update"
    if stage == "loop" or (stage == "data" and above == "steps"):
        return above
    return stage
