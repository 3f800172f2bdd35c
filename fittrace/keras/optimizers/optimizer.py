"""`Optimizer`: from gradients to new values, one variable after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from fittrace import tf
from fittrace.trace import changing, emit, hook
from fittrace.trace.catalogue import LearningRateResolved, SlotCreated, StateChanged, WeightUpdated

from ._base_optimizer import BaseOptimizer
from ._clipping import clip_all_by_norm, clip_each_by_norm, clip_each_by_value
from ._followed import Followed
from ._gradients import deduplicate_sparse_gradients, explained, filter_empty_gradients
from .schedules.learning_rate_schedule import LearningRateSchedule


class Optimizer(BaseOptimizer):
    """Base class of optimizers, as in Keras 2.12.

    A subclass creates its slot variables in `build` and says in `update_step` how one gradient changes
    one variable; it sets ``self._learning_rate = self._build_learning_rate(learning_rate)``.

    Args:
        name: what recordings call it.
        weight_decay: before every update, weights shrink by ``learning_rate * weight_decay * weight``.
        clipnorm: greatest L2 norm of each gradient.
        clipvalue: greatest absolute value of each element.
        global_clipnorm: greatest L2 norm of all gradients together.
        use_ema: keep an exponential moving average of the weights, and give it to the model in the end.
        ema_momentum: share of the old average in the new one.
        ema_overwrite_frequency: give it to the model every so many iterations as well.
        jit_compile: there for Keras's signature; there is no compiler here, and it reads False.

    Raises:
        ValueError: for settings that exclude each other or lie out of range.
        TypeError: for unknown keywords.
    """

    @hook
    def minimize(self, loss: Any, var_list: Any, tape: Any = None) -> None:
        """`compute_gradients`, then `apply_gradients`; arguments as the former."""
        self.apply_gradients(self.compute_gradients(loss, var_list, tape))

    @hook
    def compute_gradients(self, loss: Any, var_list: Any, tape: Any = None) -> list[tuple[Any, Any]]:
        """Pairs of gradient and variable; a gradient is None where the loss does not depend on the variable.

        Args:
            loss: a tensor that `tape` has recorded, or a function without arguments that computes one.
            var_list: variables, or (with a function as loss) a function that gives them.
            tape: the `GradientTape`.

        Raises:
            ValueError: for a tensor without its tape.
        """
        if callable(loss):
            tape = tape or tf.GradientTape()
            with tape:
                if not callable(var_list):
                    tape.watch(var_list)
                loss = loss()
                var_list = var_list() if callable(var_list) else var_list
        elif tape is None:
            raise ValueError(
                f"`tape` is missing: the loss {loss!r} is a tensor, and only the tape that recorded it "
                "knows its gradients. Pass `tape`, or the loss as a function."
            )
        return list(zip(tape.gradient(loss, var_list), var_list, strict=True))

    @hook
    def apply_gradients(
        self,
        grads_and_vars: Iterable[tuple[Any, Any]],
        name: str | None = None,
        skip_gradients_aggregation: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Change the variables; returns the `iterations` variable.

        Args:
            grads_and_vars: pairs of gradient and variable; those without gradient are skipped with a warning.
            name: scope of new slot variables' names; by default the optimizer's name.
            skip_gradients_aggregation: there for Keras's signature; one machine has nothing to aggregate.
            **kwargs: likewise.

        Raises:
            ValueError: if no variable has a gradient.
            KeyError: for a variable that was not there when the optimizer was built.
        """
        pairs = list(grads_and_vars)
        filter_empty_gradients(pairs)
        self._compute_current_learning_rate()
        if not pairs:
            return self._iterations
        with tf.name_scope(name or self.name or "optimizer"):
            self.build([variable for _, variable in pairs])
        pairs = [(gradient, variable) for gradient, variable in pairs if gradient is not None]
        variables = [variable for _, variable in pairs]
        clipped = self._clip_gradients([gradient for gradient, _ in pairs])
        gradients = deduplicate_sparse_gradients(clipped)
        self._apply_weight_decay(variables)
        self._update(gradients, variables)
        for variable in variables:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable))
        return self._iterations

    def _update(self, gradients: Sequence[Any], variables: Sequence[Any]) -> None:
        with np.errstate(all="ignore"):
            followed = self._followed = Followed.chosen(self._followed, self, gradients, variables)
            for gradient, variable in zip(gradients, variables, strict=True):
                self._check_known(variable)
                with changing(WeightUpdated, weight=variable, sample_gradient=gradient):
                    try:
                        self.update_step(gradient, variable)
                    except ValueError as error:
                        raise explained(error, gradient, variable) from error
            if followed is not None:
                followed.tell()
        iteration = int(self._iterations) + 1
        if self.use_ema:
            self._update_average(variables)
            if self.ema_overwrite_frequency and iteration % self.ema_overwrite_frequency == 0:
                self._give_average_to(variables)
        self._iterations.assign_add(1)
        emit(StateChanged, owner=self, attribute="iterations", before=iteration - 1, after=iteration)

    @hook
    def update_step(self, gradient: Any, variable: Any) -> Any:
        """Change one variable, and its slots, by its gradient."""
        raise NotImplementedError(f"{type(self).__name__} must implement `update_step(gradient, variable)`.")

    @hook
    def _clip_gradients(self, grads: Sequence[Any]) -> Sequence[Any]:
        if self.clipnorm and self.clipnorm > 0:
            return clip_each_by_norm(grads, self.clipnorm)
        if self.global_clipnorm and self.global_clipnorm > 0:
            return clip_all_by_norm(grads, self.global_clipnorm)
        if self.clipvalue and self.clipvalue > 0:
            return clip_each_by_value(grads, self.clipvalue)
        return grads

    @hook
    def build(self, var_list: Sequence[Any]) -> None:
        """Create the slot variables; a subclass calls this first and returns where `_built` is set.

        Args:
            var_list: every variable that will ever be updated.
        """
        if getattr(self, "_built", False):
            return
        self._index_dict = {self._var_key(variable): index for index, variable in enumerate(var_list)}
        if self.use_ema:
            self._model_variables_moving_average = [
                self.add_variable_from_reference(variable, "average", initial_value=variable)
                for variable in var_list
            ]

    @hook
    def add_variable_from_reference(
        self, model_variable: Any, variable_name: str, shape: Any = None, initial_value: Any = None
    ) -> Any:
        """A new slot: a variable of the optimizer beside one of the model.

        Args:
            model_variable: the model's.
            variable_name: the slot's name; the model variable's name follows after a slash.
            shape: by default that of `model_variable`.
            initial_value: by default zeros.
        """
        if initial_value is None:
            initial_value = tf.zeros(model_variable.shape if shape is None else shape, model_variable.dtype)
        slot = tf.Variable(
            initial_value,
            name=f"{variable_name}/{model_variable._shared_name}",
            dtype=model_variable.dtype,
            trainable=False,
        )
        self._variables.append(slot)
        emit(SlotCreated, optimizer=self, slot=variable_name, weight=model_variable, shape=slot.shape)
        return slot

    def _check_known(self, variable: Any) -> None:
        if self._index_dict and self._var_key(variable) not in self._index_dict:
            raise KeyError(
                f"Optimizer {self.name!r} does not know variable {variable.name}: it was built for others. "
                "Call "
                "`optimizer.build(variables)` with every variable you will train, before the first update."
            )

    @hook
    def _compute_current_learning_rate(self) -> None:
        if isinstance(self._learning_rate, LearningRateSchedule):
            self._set_current_learning_rate(self._learning_rate(self.iterations))
        emit(LearningRateResolved, value=self.learning_rate, iteration=self._iterations)

    @hook
    def _apply_weight_decay(self, variables: Sequence[Any]) -> None:
        if not self.weight_decay:
            return
        for variable in variables:
            if self._use_weight_decay(variable):
                rate = tf.cast(self.learning_rate, variable.dtype)
                variable.assign_sub(variable * tf.cast(self.weight_decay, variable.dtype) * rate)

    def _update_average(self, variables: Sequence[Any]) -> None:
        momentum = self.ema_momentum
        for variable, average in zip(variables, self._model_variables_moving_average, strict=False):
            average.assign(momentum * average + (1 - momentum) * variable)

    def _give_average_to(self, variables: Sequence[Any]) -> None:
        averages = self._model_variables_moving_average
        if len(variables) != len(averages):
            raise ValueError(
                f"`var_list` has {len(variables)} variables and optimizer {self.name!r} keeps averages of "
                f"{len(averages)}; pass the variables it was built with."
            )
        for variable, average in zip(variables, averages, strict=True):
            variable.assign(average)

    @hook
    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Give the variables their final values: the moving averages, with `use_ema`; called by `fit`."""
        if self.use_ema:
            self._give_average_to(var_list)
