"""From whatever the user passes to `fit` to batches: eight adapters, their selection, and the handler."""

from ._arrays import GenericArrayLikeDataAdapter, TensorLikeDataAdapter
from ._base import DataAdapter
from ._composite import CompositeTensorDataAdapter
from ._creator import DatasetCreatorAdapter
from ._dataset import DatasetAdapter
from ._generator import GeneratorDataAdapter
from ._handler import DataHandler, get_data_handler
from ._pack import pack_x_y_sample_weight, unpack_x_y_sample_weight
from ._scalars import ListsOfScalarsDataAdapter
from ._select import ALL_ADAPTER_CLS, select_data_adapter
from ._sequence import KerasSequenceAdapter
from ._single import single_batch_iterator
from ._split import train_validation_split

__all__ = [
    "ALL_ADAPTER_CLS",
    "CompositeTensorDataAdapter",
    "DataAdapter",
    "DataHandler",
    "DatasetAdapter",
    "DatasetCreatorAdapter",
    "GeneratorDataAdapter",
    "GenericArrayLikeDataAdapter",
    "KerasSequenceAdapter",
    "ListsOfScalarsDataAdapter",
    "TensorLikeDataAdapter",
    "get_data_handler",
    "pack_x_y_sample_weight",
    "select_data_adapter",
    "single_batch_iterator",
    "train_validation_split",
    "unpack_x_y_sample_weight",
]
