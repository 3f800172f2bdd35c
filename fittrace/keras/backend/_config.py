"""Settings that hold for the whole process."""

from __future__ import annotations

_epsilon = 1e-7
_floatx = "float32"
_image_data_format = "channels_last"


def backend() -> str:
    """What Keras runs on, as saved models name it: ``"tensorflow"``, whose names are used here, too."""
    return "tensorflow"


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite; 1e-7 unless set."""
    return _epsilon


def set_epsilon(value: float) -> None:
    """Set what `epsilon` gives."""
    global _epsilon
    _epsilon = value


def floatx() -> str:
    """The dtype of floats where nobody names one; ``"float32"`` unless set."""
    return _floatx


def set_floatx(value: str) -> None:
    """Set what `floatx` gives.

    Raises:
        ValueError: if it is not "float16", "float32" or "float64".
    """
    global _floatx
    _floatx = _one_of("value", str(value), ("float16", "float32", "float64"))


def image_data_format() -> str:
    """Where images have their channels: ``"channels_last"`` unless set."""
    return _image_data_format


def set_image_data_format(data_format: str) -> None:
    """Set what `image_data_format` gives.

    Raises:
        ValueError: if it is neither "channels_last" nor "channels_first".
    """
    global _image_data_format
    _image_data_format = _one_of("data_format", str(data_format), ("channels_last", "channels_first"))


def _one_of(argument: str, given: str, allowed: tuple[str, ...]) -> str:
    if given not in allowed:
        raise ValueError(f"`{argument}` is {given!r}; expected one of {', '.join(map(repr, allowed))}.")
    return given
