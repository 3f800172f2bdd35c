"""Arguments of an optimizer that exclude each other or lie out of range."""

from __future__ import annotations

import warnings
from typing import Any, Final

LEGACY: Final = ("decay", "gradient_aggregator", "gradient_transformers")


def check_arguments(optimizer: str, kwargs: dict[str, Any]) -> None:
    """Refuse keywords an optimizer of Keras 2.12 does not take.

    Raises:
        ValueError: for one that optimizers before Keras 2.11 took.
        TypeError: for any other.
    """
    unknown = [key for key in kwargs if key != "is_legacy_optimizer"]
    for key in unknown:
        if key == "lr":
            warnings.warn(f"{optimizer}: `lr` has no effect; pass `learning_rate`.", stacklevel=4)
        elif key in LEGACY:
            raise ValueError(
                f"{optimizer} got `{key}`, which only optimizers before Keras 2.11 took; for a decaying rate "
                "pass a schedule from `keras.optimizers.schedules` as `learning_rate`."
            )
        else:
            raise TypeError(f"{optimizer} got an unknown keyword argument `{key}`={kwargs[key]!r}.")


def check_settings(
    clipnorm: float | None,
    global_clipnorm: float | None,
    use_ema: bool,
    ema_momentum: float,
    ema_overwrite_frequency: int | None,
) -> None:
    """ValueError unless at most one norm is clipped and the moving average's settings are in range."""
    if clipnorm is not None and global_clipnorm is not None:
        raise ValueError(
            f"`clipnorm`={clipnorm} and `global_clipnorm`={global_clipnorm} were both given; expected at "
            "most one."
        )
    if not use_ema:
        return
    if not 0 <= ema_momentum <= 1:
        raise ValueError(f"`ema_momentum` is {ema_momentum}; expected a number between 0 and 1.")
    frequency: Any = ema_overwrite_frequency
    if frequency and (not isinstance(frequency, int) or frequency < 1):
        raise ValueError(f"`ema_overwrite_frequency` is {frequency!r}; expected a positive integer or None.")
