"""One file of named arrays: an archive of ``.npy`` members, as `numpy.savez` writes, and what they mean.

Nothing in it is ever executed: arrays are read without pickle, and the rest is JSON.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["read_arrays", "write_arrays"]

_FORMAT: Final = "fittrace arrays"
_VERSION: Final = 1
_ABOUT: Final = "about.json"
_DAMAGE: Final = (
    zipfile.BadZipFile,
    EOFError,
    RuntimeError,  # an encryption or a compression that zipfile does not know
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)
"""What reading a file raises that is damaged, or something else."""


def write_arrays(path: str, arrays: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any]) -> None:
    """Write the arrays; a file that was there is replaced in one moment, or not at all.

    Args:
        path: the file.
        arrays: numbers, by name.
        about: whatever JSON can hold.

    Raises:
        ValueError: for an array of objects.
        OSError: if the file cannot be written.
    """
    unfinished = f"{path}.{os.getpid()}.part"
    try:
        with open(unfinished, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                header = {"format": _FORMAT, "version": _VERSION, "arrays": list(arrays), "about": about}
                archive.writestr(_ABOUT, json.dumps(header, indent=1))
                for name, array in arrays.items():
                    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                        np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)


def read_arrays(path: str) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """The arrays of a file and what they are about.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if it was not written by `write_arrays`, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            header = json.loads(archive.read(_ABOUT))
            if header.get("format") != _FORMAT or header.get("version") != _VERSION:
                raise ValueError(f"it is {header.get('format')!r}, version {header.get('version')!r}")
            return {name: _read(archive, name) for name in header["arrays"]}, header["about"]
    except _DAMAGE as error:
        raise OSError(
            f"{path} cannot be read: expected a file that fittrace wrote, an archive of numpy arrays. Files "
            f"of TensorFlow and HDF5 files are none. What went wrong: {error}"
        ) from error


def _read(archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    """One array; the member is read whole first, so that its checksum has been checked."""
    member = io.BytesIO(archive.read(f"{name}.npy"))
    array: npt.NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    return array
