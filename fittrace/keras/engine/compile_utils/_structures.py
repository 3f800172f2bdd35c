"""Losses, metrics and targets brought into the structure of the model's outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fittrace import tf
from fittrace.keras.utils.generic_utils import to_snake_case

__all__ = [
    "conform_to_outputs",
    "create_pseudo_input_names",
    "create_pseudo_output_names",
    "custom_object_name",
    "match_dtype_and_rank",
]


def create_pseudo_output_names(outputs: Any) -> list[str]:
    """Names for outputs that have none: ``output_1``, ``output_2``, or the keys of a dictionary."""
    return [_pseudo_name(path, "output_") for path in _paths(outputs)]


def create_pseudo_input_names(inputs: Any) -> list[str]:
    """Names for inputs that have none: ``input_1``, ``input_2``, or the keys of a dictionary."""
    return [_pseudo_name(path, "input_") for path in _paths(inputs)]


def _paths(structure: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each leaf: keys, and places counted from 1."""
    if isinstance(structure, dict):
        for key in sorted(structure):
            yield from _paths(structure[key], (*path, key))
    elif tf.nest.is_nested(structure):
        for place, item in enumerate(structure, start=1):
            yield from _paths(item, (*path, place))
    else:
        yield path


def _pseudo_name(path: tuple[Any, ...], prefix: str) -> str:
    if not path:
        return f"{prefix}1"
    name = "_".join(map(str, path))
    return prefix + name if isinstance(path[0], int) else name


def conform_to_outputs(outputs: Any, output_names: list[str] | None, structure: Any) -> Any:
    """The structure in the form of the outputs: dictionaries by output name, one object for all.

    Args:
        outputs: what the model gave.
        output_names: the names by which a flat model's outputs are called.
        structure: losses, metrics, targets or weights as the user gave them.

    Raises:
        ValueError: if a dictionary names an output the model does not have.
    """
    if structure is None or isinstance(structure, tf.Tensor):
        nested = tf.nest.is_nested(outputs)
        return tf.nest.map_structure(lambda _: structure, outputs) if nested else structure
    structure = _by_output_name(outputs, output_names, structure)
    if isinstance(outputs, dict) and isinstance(structure, dict):
        structure = {**structure, **{key: None for key in outputs if key not in structure}}
    if not tf.nest.is_nested(structure) and tf.nest.is_nested(outputs):
        return tf.nest.map_structure(lambda _: structure, outputs)
    return structure


def _by_output_name(outputs: Any, output_names: list[str] | None, structure: Any) -> Any:
    """A dictionary read in the order of the outputs, where these are flat."""
    if not isinstance(structure, dict) or isinstance(outputs, dict):
        return structure
    if tf.nest.is_nested(outputs) and any(tf.nest.is_nested(item) for item in outputs):
        return structure
    names = output_names or create_pseudo_output_names(outputs)
    unknown = [key for key in structure if key not in names]
    if unknown:
        raise ValueError(
            f"A loss, metric or target is given for {unknown}, but the model's outputs are {names}. Use "
            "these as keys."
        )
    found = [structure.get(name) for name in names]
    return found[0] if len(found) == 1 else found


def map_up_to(outputs: Any, function: Callable[..., Any], *structures: Any) -> list[Any]:
    """What the function gives for each output, from what the structures hold in its place.

    A structure may go deeper than the outputs do: what is there is handed over as it is.
    """
    columns = [_up_to(outputs, structure) for structure in structures]
    return [function(*items) for items in zip(*columns, strict=True)]


def _up_to(outputs: Any, structure: Any) -> list[Any]:
    if not tf.nest.is_nested(outputs):
        return [structure]
    if isinstance(outputs, dict):
        return [found for key in sorted(outputs) for found in _up_to(outputs[key], structure[key])]
    if not isinstance(structure, (list, tuple)) or len(structure) != len(outputs):
        given = len(structure) if isinstance(structure, (list, tuple)) else 1
        raise ValueError(
            f"The model has {len(outputs)} outputs and was given {given} target(s), loss(es) or metric(s). "
            "Give one for each output, or a dictionary by output name."
        )
    return [found for output, item in zip(outputs, structure, strict=True) for found in _up_to(output, item)]


def match_dtype_and_rank(y_t: Any, y_p: Any, sw: Any) -> tuple[Any, Any, Any]:
    """Targets and weights in the prediction's dtype, with a last axis of length 1 where they lack it.

    Integer targets of float predictions stay integers: they are classes.
    """
    if len(y_p.shape) == 2:
        if len(y_t.shape) == 1:
            y_t = tf.expand_dims(y_t, axis=-1)
        if sw is not None and len(sw.shape) == 1:
            sw = tf.expand_dims(sw, axis=-1)
    wanted, found = y_p.dtype, y_t.dtype
    if found != wanted and (
        (found.is_floating and wanted.is_floating) or (found.is_integer and wanted.is_integer)
    ):
        y_t = tf.cast(y_t, wanted)
    if sw is not None and sw.dtype != wanted:
        sw = tf.cast(sw, wanted)
    return y_t, y_p, sw


def custom_object_name(value: Any) -> str:
    """What to call a loss or metric of the user's own."""
    name = getattr(value, "name", None) or getattr(value, "__name__", None)
    return name if isinstance(name, str) else to_snake_case(type(value).__name__)
