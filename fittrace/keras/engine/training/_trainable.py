"""Which layers are trained is decided by `compile`, not by what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._compile import Model

__all__ = ["RespectCompiledTrainableState"]


class RespectCompiledTrainableState:
    """A block in which every layer is trained, or not, as when the model was compiled."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __enter__(self) -> None:
        self._now = self._model._get_trainable_state()
        compiled = self._model._compiled_trainable_state
        self._differs = any(
            layer in self._now and self._now[layer] != trainable for layer, trainable in compiled.items()
        )
        if self._differs:
            self._set({layer: compiled.get(layer, trainable) for layer, trainable in self._now.items()})

    def __exit__(self, *_: object) -> None:
        if self._differs:
            self._set(self._now)

    def _set(self, state: dict[object, bool]) -> None:
        for layer, trainable in state.items():
            layer._trainable = trainable  # type: ignore[attr-defined]  # a layer
