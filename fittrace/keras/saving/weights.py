"""`Model.save_weights`, `Model.load_weights` and `Model.save`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from fittrace import tf

from .arrays_file import read_arrays, write_arrays
from .model_state import ModelState

__all__ = ["load_weights", "save_all", "save_weights"]

_HDF5_ENDINGS: Final = (".h5", ".keras", ".hdf5")
"""Names under which Keras 2.12 saves weights alone; under others, the optimizer's state as well."""


def save_weights(
    model: Any,
    filepath: str | os.PathLike[str],
    overwrite: bool = True,
    save_format: str | None = None,
    options: Any = None,
) -> None:
    """Write the model's weights into a file, an archive of numpy arrays whatever its name.

    As in Keras, the optimizer's state is in it unless the name or `save_format` asks for HDF5.

    Args:
        model: the model.
        filepath: the file; one that is there is replaced in one moment.
        overwrite: if False and the file is there, the user is asked at the console.
        save_format: "tf" with the optimizer's state, "h5" without; by default what the name says.
        options: there for Keras's signature.

    Raises:
        ValueError: if the model has no weights yet, or for a `save_format` nobody knows.
        OSError: if the file cannot be written.
    """
    path = os.fspath(filepath)
    save_all(model, path, overwrite, include_optimizer=not _is_weights_only(path, save_format))


def save_all(
    model: Any,
    filepath: str | os.PathLike[str],
    overwrite: bool,
    include_optimizer: bool,
    further: Mapping[str, Any] | None = None,
) -> None:
    """Write the model's weights and the optimizer's state into a file for `load_weights`.

    Args:
        model: the model.
        filepath: the file, whatever its name.
        overwrite: if False and the file is there, the user is asked at the console.
        include_optimizer: whether the optimizer's state is in it.
        further: what else the file is about, as JSON can hold it.

    Raises:
        ValueError: if the model has no weights yet.
        OSError: if the file cannot be written.
    """
    model._assert_weights_created()
    path = os.fspath(filepath)
    if overwrite or not os.path.exists(path) or _may_overwrite(path):
        arrays, about = ModelState.of(model, include_optimizer).as_arrays()
        write_arrays(path, arrays, about | dict(further or {}))


def load_weights(
    model: Any,
    filepath: str | os.PathLike[str],
    skip_mismatch: bool = False,
    by_name: bool = False,
    options: Any = None,
) -> None:
    """Give the model the weights in a file that `save_weights` wrote, and its optimizer the state in it.

    A model that is not built gets its weights when they come into being.  As in Keras, files named
    like HDF5 files are only for models that are built, and the optimizer is left as it is.

    Args:
        model: with the same layers.
        filepath: the file.
        skip_mismatch: with `by_name`, layers with other shapes are left as they are.
        by_name: whether layers are found by name instead of by order; for files named like HDF5 files.
        options: there for Keras's signature.

    Raises:
        ValueError: if layers or shapes differ, or for a model without weights; nothing is changed then.
        NotImplementedError: for `by_name` with any other file.
        FileNotFoundError: if there is no such file; `tf.errors.NotFoundError` for any other name.
        OSError: if the file is none of `save_weights`'s.
    """
    path = os.fspath(filepath)
    weights_only = path.endswith(_HDF5_ENDINGS)
    if skip_mismatch and not by_name:
        raise ValueError(
            "`skip_mismatch` is True and `by_name` is False; layers are skipped only when they are found by "
            "name. Pass `by_name=True`."
        )
    if by_name and not weights_only:
        raise NotImplementedError(
            "`by_name` is True, but Keras finds layers by name only in files whose names end in "
            f"{_HDF5_ENDINGS}; `filepath` is {path!r}. Save the weights under such a name."
        )
    if weights_only and not model.built:
        raise ValueError(
            f"Model `{model.name}` has no weights yet that {path!r} could be loaded into. Call it on data, "
            "or `build(input_shape)`, first."
        )
    state = _read(path, weights_only)
    if weights_only:
        state = replace(state, optimizer=None)
    state.restore_to(model, by_name, skip_mismatch)


def _read(path: str, weights_only: bool) -> ModelState:
    try:
        arrays, about = read_arrays(path)
    except FileNotFoundError as error:
        if weights_only:
            raise
        message = f"`filepath` is {path!r}, but there is no such file. Pass what `save_weights` was given."
        raise tf.errors.NotFoundError(None, None, message) from error
    try:
        return ModelState.from_arrays(arrays, about)
    except (KeyError, TypeError) as error:
        raise OSError(f"{path} holds arrays, but not the weights of a model: {error} is missing.") from error


def _is_weights_only(path: str, save_format: str | None) -> bool:
    named_so = path.endswith(_HDF5_ENDINGS)
    if save_format is None:
        return named_so
    wanted = save_format.lower().strip()
    if wanted in ("hdf5", "h5", "keras"):
        return True
    if wanted not in ("tensorflow", "tf"):
        raise ValueError(
            f"`save_format` is {save_format!r}; expected 'tf' or 'h5'. Leave it out to go by the name."
        )
    if named_so:
        raise ValueError(
            f"`save_format` is {save_format!r}, but `filepath` is named like an HDF5 file: {path!r}. Leave "
            "out one of the two."
        )
    return False


def _may_overwrite(path: str) -> bool:
    answer = ""
    while answer not in ("y", "n"):
        answer = input(f"{path} is there already. Overwrite it? [y/n] ").strip().lower()
    return answer == "y"
