"""``tf.image``: images in another size."""

from typing import Final

from .ops.resizing import resize

__all__ = ["ResizeMethod", "resize"]


class ResizeMethod:
    """The names of the methods of `resize`."""

    AREA: Final = "area"
    BICUBIC: Final = "bicubic"
    BILINEAR: Final = "bilinear"
    GAUSSIAN: Final = "gaussian"
    LANCZOS3: Final = "lanczos3"
    LANCZOS5: Final = "lanczos5"
    MITCHELLCUBIC: Final = "mitchellcubic"
    NEAREST_NEIGHBOR: Final = "nearest"
