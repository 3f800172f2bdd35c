"""`keras.callbacks`: what is told about the training while it goes on."""

from ._backup_and_restore import BackupAndRestore
from ._base_logger import BaseLogger
from ._callback import Callback
from ._callback_list import CallbackList
from ._csv_logger import CSVLogger
from ._early_stopping import EarlyStopping
from ._history import History
from ._lambda_callback import LambdaCallback
from ._learning_rate_scheduler import LearningRateScheduler
from ._model_checkpoint import ModelCheckpoint
from ._progbar_logger import ProgbarLogger
from ._reduce_lr_on_plateau import ReduceLROnPlateau
from ._tensorboard import TensorBoard
from ._terminate_on_nan import TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "BaseLogger",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TensorBoard",
    "TerminateOnNaN",
]
