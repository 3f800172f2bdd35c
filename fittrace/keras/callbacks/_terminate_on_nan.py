"""`TerminateOnNaN`: no more training once the loss is lost."""

from __future__ import annotations

from typing import Any

import numpy as np

from fittrace.keras.utils.io_utils import print_msg
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.trace import emit
from fittrace.trace.catalogue import StopRequested

from ._callback import Callback
from ._logs import read_log

__all__ = ["TerminateOnNaN"]


class TerminateOnNaN(Callback):
    """Ends the training after a batch whose loss is NaN or infinite."""

    def __init__(self) -> None:
        super().__init__()
        self._supports_tf_logs = True

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Look at the loss so far."""
        loss = read_log(self, logs or {}, "loss")
        if loss is None or np.isfinite(sync_to_numpy_or_python_type(loss)):
            return
        print_msg(f"Batch {batch}: the loss is {float(loss)}; training ends here.")
        emit(StopRequested, by=self)
        self.model.stop_training = True
