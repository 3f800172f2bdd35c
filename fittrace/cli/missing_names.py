"""What a script is told about a name that Keras or TensorFlow has and fittrace has not."""

from __future__ import annotations

import difflib
import sys
from types import ModuleType
from typing import Final

__all__ = ["missing_attribute", "missing_module", "missing_name"]

LIKENESS: Final = 0.65
"""From where on two names are alike, as difflib counts (1 is equal): "compat" is not a misspelt "math"."""


def missing_attribute(module: ModuleType, name: str) -> AttributeError:
    """The error for ``module.name``."""
    # obj=None: Python would add a suggestion of its own to ours
    return AttributeError(_sentence(module, name, place=_as_scripts_call_it(module)), name=name, obj=None)


def missing_name(module: ModuleType, name: str) -> ImportError:
    """The error for ``from module import name``."""
    place = _as_scripts_call_it(module)
    return ImportError(_sentence(module, name, place=place), name=place)


def missing_module(parent: ModuleType, name: str, *, place: str) -> ModuleNotFoundError:
    """The error for ``import place.name``, where `place` is what the script calls `parent`."""
    sentence = _sentence(parent, name, place=place, modules_only=True)
    return ModuleNotFoundError(sentence, name=f"{place}.{name}")


def _sentence(module: ModuleType, name: str, *, place: str, modules_only: bool = False) -> str:
    if (place, name) == ("tensorflow", "python"):
        return (
            "tensorflow.python is TensorFlow's private code, of which fittrace has none; "
            "take the public names from tensorflow and tensorflow.keras."
        )
    nearest = _nearest(name, _public_names(module, modules_only=modules_only))
    return f"{place} has no {name} in fittrace{f'; the nearest is {nearest}' if nearest else ''}."


def _as_scripts_call_it(module: ModuleType) -> str:
    """``"tensorflow.keras.layers"`` for `fittrace.keras.layers`, or ``"keras.layers"`` without TensorFlow."""
    package, _, below = module.__name__.removeprefix("fittrace.").partition(".")
    keras = "tensorflow.keras" if "tensorflow" in sys.modules else "keras"
    return ".".join(part for part in ("tensorflow" if package == "tf" else keras, below) if part)


def _public_names(module: ModuleType, *, modules_only: bool) -> list[str]:
    members = vars(module)
    names = list(members.get("__all__") or (name for name in members if _is_own(name, members[name])))
    if module.__name__ == "fittrace.tf":
        names.append("keras")
    if modules_only:
        names = [name for name in names if isinstance(getattr(module, name), ModuleType)]
    return names


def _is_own(name: str, value: object) -> bool:
    """Whether a module without ``__all__`` means `name` for its users, rather than having imported it."""
    return not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("fittrace.")


def _nearest(name: str, candidates: list[str]) -> str | None:
    """The candidate that is spelled most like `name`; case counts less than letters."""
    by_letters = {candidate.lower(): candidate for candidate in candidates}
    close = difflib.get_close_matches(name, candidates, n=1, cutoff=LIKENESS)
    lower = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=LIKENESS)
    return next(iter([*close, *(by_letters[found] for found in lower)]), None)
