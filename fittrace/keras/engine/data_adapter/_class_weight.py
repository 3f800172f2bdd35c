"""`class_weight`: samples weighted by their class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fittrace import tf
from fittrace.keras.utils.words import what_it_is

from ._pack import split_batch, unpack_x_y_sample_weight

__all__ = ["with_class_weight"]


def with_class_weight(dataset: Any, class_weight: Mapping[int, float]) -> Any:
    """The dataset with each sample's weight multiplied by the weight of its class.

    Args:
        dataset: gives ``(x, y)`` or ``(x, y, sample_weight)``; `y` holds class numbers or one-hot rows.
        class_weight: weight by class number.

    Raises:
        ValueError: if the classes are not 0 to n - 1, or for several outputs or targets of rank 3.
        AttributeError: if `class_weight` is no dictionary.
        InvalidArgumentError: while iterating: for a class without a weight.
        UnimplementedError: for a weight that is a text.
    """
    if not hasattr(class_weight, "keys"):
        raise AttributeError(
            f"`class_weight` is {what_it_is(class_weight)}; expected a dictionary from class numbers to "
            "weights, such as {0: 1.0, 1: 3.0}."
        )
    classes = sorted(class_weight)
    if classes != list(range(len(classes))):
        raise ValueError(
            f"`class_weight` has the keys {classes}; expected every class from 0 to {len(classes) - 1}, "
            "one weight each."
        )
    _, y, _ = unpack_x_y_sample_weight(dataset.element_spec)
    if tf.nest.is_nested(y):
        raise ValueError(
            "`class_weight` is given and `y` has several parts; class weights serve models with one "
            "output. Pass `sample_weight` instead."
        )
    if len(y.shape) > 2:
        raise ValueError(
            f"`class_weight` is given and `y` has {len(y.shape)} axes; class weights serve targets of one "
            "or two axes."
        )
    text = next((label for label in classes if isinstance(class_weight[label], str)), None)
    if text is not None:
        raise tf.errors.UnimplementedError(
            None, None, f"`class_weight` has {class_weight[text]!r} for class {text}; expected a number."
        )
    weights = tf.constant([float(class_weight[label]) for label in classes])

    def weigh(*data: Any) -> tuple[Any, Any, Any]:
        x, y, sample_weight = split_batch(data)
        one_hot = len(y.shape) == 2 and y.shape[1] > 1
        labels = tf.argmax(y, axis=1) if one_hot else tf.cast(tf.reshape(y, (-1,)), "int64")
        try:
            by_class = tf.gather(weights, labels)
        except tf.errors.InvalidArgumentError as problem:
            raise tf.errors.InvalidArgumentError(
                None,
                None,
                f"`class_weight` has weights for {len(classes)} classes, and `y` holds another class: "
                f"{sorted(set(labels.numpy().tolist()) - set(classes))}. Give every class a weight.",
            ) from problem
        if sample_weight is not None:
            by_class = sample_weight * tf.cast(by_class, sample_weight.dtype)
        return x, y, by_class

    return dataset.map(weigh)
