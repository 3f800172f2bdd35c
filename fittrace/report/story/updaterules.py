"""The update rules of optimizers, for one number of a weight.

They are those of Keras 2.12's optimizers, as their documentation and the papers named there
give them; symbols are those of the typeset rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["RULES", "Memory", "State", "rule_of"]

Memory = dict[str, float]
"""What the optimizer remembers of the number, by the symbol in the rule."""


@dataclass(frozen=True, slots=True)
class State:
    """What a rule starts from.

    Attributes:
        w: the number, after weight decay where there is one.
        g: its gradient.
        rate: the learning rate of this update.
        t: which update it is, from 1.
        memory: what was remembered before; empty before the first update.
        set: the optimizer's settings.
    """

    w: float
    g: float
    rate: float
    t: int
    memory: Mapping[str, float]
    set: Mapping[str, float]

    def was(self, symbol: str, start: float = 0.0) -> float:
        """What was remembered under a symbol."""
        return self.memory.get(symbol, start)

    def mean(self, symbol: str, share: str, of: float) -> float:
        """A running mean: a share of what it was, the rest of something new."""
        return self.set[share] * self.was(symbol) + (1 - self.set[share]) * of


Rule = Callable[[State], tuple[float, Memory]]
"""From where an update starts to the number afterwards, and the memory afterwards."""


def rule_of(optimizer: str, settings: Mapping[str, Any]) -> str:
    """The name of the rule of an optimizer as it is set; empty where it is none of Keras's."""
    if optimizer == "SGD" and settings.get("momentum"):
        return "Nesterov" if settings.get("nesterov") else "Momentum"
    if optimizer == "RMSprop":
        centered = "-centered" if settings.get("centered") else ""
        return f"RMSprop{centered}{'-momentum' if settings.get('momentum') else ''}"
    if optimizer in ("Adam", "AdamW"):
        return "Adam-amsgrad" if settings.get("amsgrad") else "Adam"
    return optimizer if optimizer in RULES else ""


def _sgd(it: State) -> tuple[float, Memory]:
    return it.w - it.rate * it.g, {}


def _momentum(it: State) -> tuple[float, Memory]:
    m = it.set["momentum"] * it.was("m") - it.rate * it.g
    return it.w + m, {"m": m}


def _nesterov(it: State) -> tuple[float, Memory]:
    m = it.set["momentum"] * it.was("m") - it.rate * it.g
    return it.w + it.set["momentum"] * m - it.rate * it.g, {"m": m}


def _rmsprop(it: State) -> tuple[float, Memory]:
    memory = {"v": it.mean("v", "rho", it.g**2)}
    return it.w - it.rate * it.g / math.sqrt(memory["v"] + it.set["epsilon"]), memory


def _rmsprop_momentum(it: State) -> tuple[float, Memory]:
    v = it.mean("v", "rho", it.g**2)
    m = it.set["momentum"] * it.was("m") + it.rate * it.g / math.sqrt(v + it.set["epsilon"])
    return it.w - m, {"v": v, "m": m}


def _rmsprop_centered(it: State) -> tuple[float, Memory]:
    v, a = it.mean("v", "rho", it.g**2), it.mean("a", "rho", it.g)
    return it.w - it.rate * it.g / math.sqrt(v - a**2 + it.set["epsilon"]), {"v": v, "a": a}


def _rmsprop_centered_momentum(it: State) -> tuple[float, Memory]:
    v, a = it.mean("v", "rho", it.g**2), it.mean("a", "rho", it.g)
    m = it.set["momentum"] * it.was("m") + it.rate * it.g / math.sqrt(v - a**2 + it.set["epsilon"])
    return it.w - m, {"v": v, "a": a, "m": m}


def _adam(it: State) -> tuple[float, Memory]:
    m, v = it.mean("m", "beta_1", it.g), it.mean("v", "beta_2", it.g**2)
    return it.w - _corrected(it) * m / (math.sqrt(v) + it.set["epsilon"]), {"m": m, "v": v}


def _adam_amsgrad(it: State) -> tuple[float, Memory]:
    m, v = it.mean("m", "beta_1", it.g), it.mean("v", "beta_2", it.g**2)
    greatest = max(it.was("v̂"), v)
    after = it.w - _corrected(it) * m / (math.sqrt(greatest) + it.set["epsilon"])
    return after, {"m": m, "v": v, "v̂": greatest}


def _corrected(it: State) -> float:
    """The learning rate, corrected for both means having begun at 0."""
    return it.rate * math.sqrt(1 - it.set["beta_2"] ** it.t) / (1 - it.set["beta_1"] ** it.t)


def _adamax(it: State) -> tuple[float, Memory]:
    m = it.mean("m", "beta_1", it.g)
    u = max(it.set["beta_2"] * it.was("u"), abs(it.g))
    rate = it.rate / (1 - it.set["beta_1"] ** it.t)
    return it.w - rate * m / (u + it.set["epsilon"]), {"m": m, "u": u}


def _nadam(it: State) -> tuple[float, Memory]:
    m, v = it.mean("m", "beta_1", it.g), it.mean("v", "beta_2", it.g**2)
    now, ahead = (it.set["beta_1"] * (1 - 0.96**t / 2) for t in (it.t, it.t + 1))
    product = it.was("U", 1.0) * now
    direction = ahead * m / (1 - product * ahead) + (1 - now) * it.g / (1 - product)
    root = math.sqrt(v / (1 - it.set["beta_2"] ** it.t)) + it.set["epsilon"]
    return it.w - it.rate * direction / root, {"m": m, "v": v, "U": product}


def _adagrad(it: State) -> tuple[float, Memory]:
    a = it.was("a", it.set["initial_accumulator_value"]) + it.g**2
    return it.w - it.rate * it.g / math.sqrt(a + it.set["epsilon"]), {"a": a}


def _adadelta(it: State) -> tuple[float, Memory]:
    a, epsilon = it.mean("a", "rho", it.g**2), it.set["epsilon"]
    s = it.g * math.sqrt(it.was("d") + epsilon) / math.sqrt(a + epsilon)
    return it.w - it.rate * s, {"a": a, "d": it.mean("d", "rho", s**2)}


def _ftrl(it: State) -> tuple[float, Memory]:
    power = -it.set["learning_rate_power"]
    before = it.was("a", it.set["initial_accumulator_value"])
    a = before + it.g**2
    pull = (a**power - before**power) / it.rate
    z = it.was("z") + it.g + 2 * it.set["l2_shrinkage_regularization_strength"] * it.w - pull * it.w
    l1 = it.set["l1_regularization_strength"]
    l2 = it.set["l2_regularization_strength"] + it.set["beta"] / (2 * it.rate)
    return (min(max(z, -l1), l1) - z) / (a**power / it.rate + 2 * l2), {"a": a, "z": z}


RULES: Final[Mapping[str, Rule]] = {
    "SGD": _sgd,
    "Momentum": _momentum,
    "Nesterov": _nesterov,
    "RMSprop": _rmsprop,
    "RMSprop-momentum": _rmsprop_momentum,
    "RMSprop-centered": _rmsprop_centered,
    "RMSprop-centered-momentum": _rmsprop_centered_momentum,
    "Adam": _adam,
    "Adam-amsgrad": _adam_amsgrad,
    "Adamax": _adamax,
    "Nadam": _nadam,
    "Adagrad": _adagrad,
    "Adadelta": _adadelta,
    "Ftrl": _ftrl,
}
"""By name; what stands behind a hyphen is how the optimizer is set."""
