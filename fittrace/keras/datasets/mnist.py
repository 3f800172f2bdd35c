"""MNIST: 70,000 handwritten digits of 28 by 28 pixels (LeCun, Cortes, Burges)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fittrace.keras.utils.data_utils import get_file

_ORIGIN: Final = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
_SHA256: Final = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"

Labelled = tuple[npt.NDArray[Any], npt.NDArray[Any]]


def load_data(path: str = "mnist.npz") -> tuple[Labelled, Labelled]:
    """The digits, fetched once and kept under ``~/.keras/datasets`` (or under ``KERAS_HOME``).

    Args:
        path: name of the file in the cache, or the absolute path of a copy of your own.

    Returns:
        ``((x_train, y_train), (x_test, y_test))``: uint8 images of shapes (60000, 28, 28) and
        (10000, 28, 28), uint8 labels 0 to 9.

    Raises:
        OSError: if the file is neither there nor to be had.
        ValueError: if what came is not the file Keras publishes.
    """
    try:
        found = get_file(path, origin=_ORIGIN, file_hash=_SHA256)
    except OSError as error:
        raise OSError(
            f"MNIST could not be fetched from {_ORIGIN} ({error}); use `--data digits` with the examples, "
            "or pass `path=` with the absolute path of a copy of mnist.npz."
        ) from None
    with np.load(found, allow_pickle=False) as arrays:
        return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
