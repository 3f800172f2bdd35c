"""`DatasetCreator`: a dataset that is made where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fittrace import tf


@dataclass(frozen=True)
class InputContext:
    """What a dataset function is told about where its dataset will be used: one worker, one replica."""

    num_input_pipelines: int = 1
    input_pipeline_id: int = 0
    num_replicas_in_sync: int = 1

    def get_per_replica_batch_size(self, global_batch_size: int) -> int:
        """The share of a batch that one replica sees."""
        return global_batch_size // self.num_replicas_in_sync


class DatasetCreator:
    """Wraps a function that takes an input context and gives a `tf.data.Dataset`.

    Args:
        dataset_fn: the function.
        input_options: kept for callers that pass it; there is nothing to configure here.

    Raises:
        TypeError: if `dataset_fn` cannot be called.
    """

    def __init__(self, dataset_fn: Callable[..., Any], input_options: Any = None) -> None:
        if not callable(dataset_fn):
            raise TypeError(
                f"`dataset_fn` is {dataset_fn!r}, which cannot be called. Pass a function that takes an "
                "input context and returns a `tf.data.Dataset`."
            )
        self.dataset_fn = dataset_fn
        self.input_options = input_options

    def __call__(self, *args: Any, **kwargs: Any) -> tf.data.Dataset:
        """What the function gives; TypeError unless that is a dataset."""
        dataset = self.dataset_fn(*args, **kwargs)
        if not isinstance(dataset, tf.data.Dataset):
            raise TypeError(
                f"`dataset_fn` returned {dataset!r}, a {type(dataset).__name__}; it must return a "
                "`tf.data.Dataset`."
            )
        return dataset
