"""The choices of `AUC`: which curve, and how its area is summed."""

from __future__ import annotations

from enum import Enum


class AUCCurve(Enum):
    """Receiver operating characteristic, or precision over recall."""

    ROC = "ROC"
    PR = "PR"

    @staticmethod
    def from_str(key: str) -> AUCCurve:
        """The curve called `key`, in upper or lower case; ValueError otherwise."""
        if key not in ("ROC", "roc", "PR", "pr"):
            raise ValueError(f"`curve` is {key!r}; expected 'ROC' or 'PR'.")
        return AUCCurve(key.upper())


class AUCSummationMethod(Enum):
    """The height of each strip under the curve: in between, the greater end, or the smaller one."""

    INTERPOLATION = "interpolation"
    MAJORING = "majoring"
    MINORING = "minoring"

    @staticmethod
    def from_str(key: str) -> AUCSummationMethod:
        """The method called `key`, capitalized or not; ValueError otherwise."""
        names = {name for method in AUCSummationMethod for name in (method.value, method.value.capitalize())}
        if key not in names:
            raise ValueError(
                f"`summation_method` is {key!r}; expected 'interpolation', 'majoring' or 'minoring'."
            )
        return AUCSummationMethod(key.lower())
