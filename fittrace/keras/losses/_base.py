"""`Loss`: calls a loss function, weights its values, reduces them to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from fittrace import tf
from fittrace.keras.saving.object_registration import get_registered_name
from fittrace.keras.utils import losses_utils
from fittrace.keras.utils.losses_utils import ReductionV2
from fittrace.trace import Hooked, emit, hook
from fittrace.trace.catalogue import LossComputed


class Loss(Hooked):
    """Base class of losses; a subclass implements ``call(y_true, y_pred)``.

    Args:
        reduction: a key of `keras.losses.Reduction`; "auto" divides the sum by the number of values.
        name: what logs and recordings call it.

    Raises:
        ValueError: for an unknown reduction.
    """

    def __init__(self, reduction: str = ReductionV2.AUTO, name: str | None = None) -> None:
        ReductionV2.validate(reduction)
        self.reduction = reduction
        self.name = name

    @hook
    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The reduced loss of a batch.

        Args:
            y_true: labels ``(batch, ...)``.
            y_pred: predictions ``(batch, ...)``; a mask it carries leaves positions out.
            sample_weight: scalar, ``(batch,)``, or one weight for each value of `call`.

        Returns:
            A scalar tensor; with reduction "none" the weighted values of `call`.
        """
        losses = self.call(y_true, y_pred)
        mask = _both(losses_utils.get_mask(y_pred), losses_utils.get_mask(losses))
        reduction = self._get_reduction()
        sample_weight = losses_utils.apply_valid_mask(losses, sample_weight, mask, reduction)
        value = losses_utils.compute_weighted_loss(losses, sample_weight, reduction=reduction)
        emit(LossComputed, loss=self, value=value)
        return value

    @hook
    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of every sample, ``(batch, ...)`` with the last axis reduced."""
        raise NotImplementedError(f"{type(self).__name__} must implement `call(y_true, y_pred)`.")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {"reduction": self.reduction, "name": self.name}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The loss with these constructor arguments."""
        return cls(**config)

    def _get_reduction(self) -> str:
        return ReductionV2.SUM_OVER_BATCH_SIZE if self.reduction == ReductionV2.AUTO else self.reduction


class LossFunctionWrapper(Loss):
    """A loss function as a `Loss`.

    Args:
        fn: function of ``(y_true, y_pred, **kwargs)``.
        **kwargs: handed to `fn` at every call.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str = ReductionV2.AUTO,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(reduction=reduction, name=name)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """What the function gives, after ranks of labels and predictions were brought together."""
        if tf.is_tensor(y_pred) and tf.is_tensor(y_true):
            y_pred, y_true = losses_utils.squeeze_or_expand_dimensions(y_pred, y_true)
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        """Reduction, name and the function's settings; the function too where no subclass implies it."""
        config = super().get_config() | self._fn_kwargs
        if type(self) is LossFunctionWrapper:
            config["fn"] = get_registered_name(self.fn)
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The loss with these constructor arguments; `fn` may be a name."""
        from ._registry import get

        settings = dict(config)
        if "fn" in settings:
            settings["fn"] = get(settings["fn"])
        return cls(**settings)


def _both(one: Any, other: Any) -> Any:
    """Where neither mask hides a position; None without any mask."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
