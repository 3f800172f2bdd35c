"""Which adapter takes the data."""

from __future__ import annotations

from typing import Any, Final

from fittrace.keras.utils.words import InWords, what_it_is
from fittrace.trace import emit, hook
from fittrace.trace.catalogue import AdapterConsidered, AdapterSelected

from ._arrays import GenericArrayLikeDataAdapter, TensorLikeDataAdapter
from ._base import DataAdapter
from ._composite import CompositeTensorDataAdapter
from ._creator import DatasetCreatorAdapter
from ._dataset import DatasetAdapter
from ._generator import GeneratorDataAdapter
from ._scalars import ListsOfScalarsDataAdapter
from ._sequence import KerasSequenceAdapter

__all__ = ["ALL_ADAPTER_CLS", "select_data_adapter"]

ALL_ADAPTER_CLS: Final[list[type[DataAdapter]]] = [
    ListsOfScalarsDataAdapter,
    TensorLikeDataAdapter,
    GenericArrayLikeDataAdapter,
    DatasetAdapter,
    GeneratorDataAdapter,
    KerasSequenceAdapter,
    CompositeTensorDataAdapter,
    DatasetCreatorAdapter,
]


@hook
def select_data_adapter(x: Any, y: Any) -> type[DataAdapter]:
    """Ask every adapter, in order; exactly one must take the data.

    Args:
        x: inputs.
        y: targets.

    Raises:
        ValueError: if none takes it.
        RuntimeError: if several do.
    """
    chosen = [adapter for adapter in ALL_ADAPTER_CLS if _considered(adapter, x, y)]
    if not chosen:
        raise ValueError(
            f"`x` is {what_it_is(x)} and `y` is {what_it_is(y)}: no data adapter takes that. Pass arrays or "
            "tensors (or lists and dictionaries of them), a `tf.data.Dataset`, a generator or a "
            "`keras.utils.Sequence`."
        )
    if len(chosen) > 1:
        raise RuntimeError(
            f"`x` is {what_it_is(x)} and `y` is {what_it_is(y)}, and several data adapters take that: "
            f"{', '.join(adapter.__name__ for adapter in chosen)}. Pass one kind of data only."
        )
    emit(AdapterSelected, adapter=chosen[0], x=x, y=y)
    return chosen[0]


def _considered(adapter: type[DataAdapter], x: Any, y: Any) -> bool:
    accepted = adapter.can_handle(x, y)
    emit(
        AdapterConsidered, adapter=adapter, accepted=accepted, reason=InWords(adapter.explain, x, y, accepted)
    )
    return accepted
