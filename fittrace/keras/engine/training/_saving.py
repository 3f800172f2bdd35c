"""What a model has learned, in files; and where a training goes on that was interrupted."""

from __future__ import annotations

import os
from typing import Any

from fittrace.keras.saving import weights
from fittrace.keras.saving.model_file import save_model

from . import _evaluate

__all__ = ["Model"]


class Model(_evaluate.Model):
    """The part of `Model` that is saved and restored."""

    _training_state: Any = None

    def save_weights(
        self,
        filepath: str | os.PathLike[str],
        overwrite: bool = True,
        save_format: str | None = None,
        options: Any = None,
    ) -> None:
        """Write the weights into a file; see `fittrace.keras.saving.weights.save_weights`."""
        weights.save_weights(self, filepath, overwrite, save_format, options)

    def load_weights(
        self,
        filepath: str | os.PathLike[str],
        skip_mismatch: bool = False,
        by_name: bool = False,
        options: Any = None,
    ) -> None:
        """Take the weights from a file; see `fittrace.keras.saving.weights.load_weights`."""
        weights.load_weights(self, filepath, skip_mismatch, by_name, options)

    def save(
        self,
        filepath: str | os.PathLike[str],
        overwrite: bool = True,
        save_format: str | None = None,
        include_optimizer: bool = True,
        **kwargs: Any,
    ) -> None:
        """Write layers, weights and optimizer into a file; see `keras.models.save_model`."""
        save_model(self, filepath, overwrite, save_format, include_optimizer, **kwargs)

    def _maybe_load_initial_counters_from_ckpt(
        self, steps_per_epoch: int | None, initial_epoch: int
    ) -> tuple[int, int]:
        """The epoch and the step to begin with, counted from 0; where an interrupted training goes on.

        Args:
            steps_per_epoch: None where nobody knows.
            initial_epoch: as given to `fit`.
        """
        if self._training_state is None:
            return initial_epoch, 0
        counters: tuple[int, int] = self._training_state.initial_counters(steps_per_epoch, initial_epoch)
        return counters
