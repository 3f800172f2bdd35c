"""Where the channels are."""

from __future__ import annotations

from fittrace.keras import backend


def checked(data_format: str | None) -> str:
    """The data format in lower case, None the backend's; ValueError if there is no such format."""
    name = (data_format or backend.image_data_format()).lower()
    if name not in ("channels_first", "channels_last"):
        raise ValueError(f"`data_format` is {data_format!r}; expected 'channels_first' or 'channels_last'.")
    return name
