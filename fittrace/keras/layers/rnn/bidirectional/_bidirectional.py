"""`Bidirectional`: a sequence read in both directions."""

from __future__ import annotations

from typing import Any

from fittrace import tf

from ..rnn_utils import all_or_no_keras_tensors, has_arg, specs_of, standardize_args
from . import _directions

__all__ = ["Bidirectional"]


class Bidirectional(_directions.Bidirectional):
    """Runs one copy of a recurrent layer forward over the steps, another backward, and merges their outputs.

    Args:
        layer: the recurrent layer; it is copied by its config and not used itself.
        merge_mode: how the outputs are merged: ``"concat"``, ``"sum"``, ``"mul"``, ``"ave"``, or None for a
            list of both.
        weights: without effect, as in Keras 2.12.
        backward_layer: the layer for the other direction, with another `go_backwards`; None for a copy of
            `layer`.
        **kwargs: as for every layer.

    Raises:
        ValueError: for layers that are none, or do not fit together; or an unknown `merge_mode`.
    """

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the merged output; the shapes of the states behind it where they are returned."""
        shapes = self.forward_layer.compute_output_shape(input_shape)
        output, states = (shapes[0], list(shapes[1:])) if self.return_state else (shapes, [])
        if self.merge_mode == "concat":
            output = tf.TensorShape([*output[:-1], 2 * output[-1]])
        outputs = [output, output] if self.merge_mode is None else [output]
        shapes = outputs + states + states
        return shapes if len(shapes) > 1 else shapes[0]

    def compute_mask(self, inputs: Any, mask: Any) -> Any:
        """The mask of the input where all outputs are returned; none for states."""
        if isinstance(mask, list):
            mask = mask[0]
        own = mask if self.return_sequences else None
        masks = own if self.merge_mode else [own, own]
        if not self.return_state:
            return masks
        states = [None for _ in self.forward_layer.states]
        return [*(masks if isinstance(masks, list) else [masks]), *states, *states]

    def __call__(self, inputs: Any, initial_state: Any = None, constants: Any = None, **kwargs: Any) -> Any:
        """Call the layer.

        Args:
            inputs: ``(batch, time, ...)``.
            initial_state: the states of the forward layer, then those of the backward layer.
            constants: tensors that the cells get at every step.
            **kwargs: further arguments of `call`.

        Raises:
            ValueError: for an odd number of states; or if some states and constants come out of layers of a
                functional model and some do not.
        """
        inputs, initial_state, constants = standardize_args(
            inputs, initial_state, constants, self._num_constants
        )
        if initial_state is None and constants is None:
            return super().__call__(inputs, **kwargs)
        additional = [*(initial_state or []), *(constants or [])]
        specs = self._hand_specs_on(initial_state, constants)
        if not all_or_no_keras_tensors(additional):
            given = {"initial_state": initial_state, "constants": constants}
            return super().__call__(inputs, **kwargs, **{k: v for k, v in given.items() if v is not None})
        own_spec = self.input_spec
        self.input_spec = [None for _ in tf.nest.flatten(inputs)] + specs
        outputs = super().__call__([inputs, *additional], **kwargs)
        self.input_spec = own_spec
        return outputs

    def _hand_specs_on(self, initial_state: Any, constants: Any) -> list[Any]:
        """Tell both layers what states and constants to expect; the specs of all of them."""
        specs: list[Any] = []
        if initial_state is not None:
            if len(initial_state) % 2:
                raise ValueError(
                    f"`initial_state` holds {len(initial_state)} states; expected those of the forward layer "
                    "and then as many of the backward layer."
                )
            specs += specs_of(initial_state)
            half = len(specs) // 2
            self.forward_layer.state_spec, self.backward_layer.state_spec = specs[:half], specs[half:]
        if constants is not None:
            constants_spec = specs_of(constants)
            for layer in (self, self.forward_layer, self.backward_layer):
                layer.constants_spec = constants_spec
                layer._num_constants = len(constants)
            specs += constants_spec
        return specs

    def call(
        self,
        inputs: Any,
        training: Any = None,
        mask: Any = None,
        initial_state: Any = None,
        constants: Any = None,
    ) -> Any:
        """Run both layers and merge what they give.

        Args:
            inputs: ``(batch, time, ...)``; a list with states and constants behind it in a functional model.
            training: handed to both layers if they take it.
            mask: ``(batch, time)``, handed to both layers if they take it.
            initial_state: the states of the forward layer, then those of the backward layer.
            constants: handed to both layers.
        """
        given = {"training": training, "mask": mask, "constants": constants}
        options = {name: value for name, value in given.items() if has_arg(self.layer.call, name)}
        ahead, back = self._inputs_each_way(inputs, initial_state, options)
        forward = self.forward_layer(ahead.pop("inputs"), **ahead, **options)
        backward = self.backward_layer(back.pop("inputs"), **back, **options)
        states: list[Any] = []
        if self.return_state:
            states = [*forward[1:], *backward[1:]]
            forward, backward = forward[0], backward[0]
        if self.return_sequences:
            time_axis = 0 if getattr(self.forward_layer, "time_major", False) else 1
            backward = tf.reverse(backward, [time_axis])
        output = self._merged(forward, backward)
        if not self.return_state:
            return output
        return [*(output if self.merge_mode is None else [output]), *states]

    def _inputs_each_way(
        self, inputs: Any, initial_state: Any, options: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the forward and the backward layer are called on, apart from the options they share."""
        if not has_arg(self.layer.call, "initial_state"):
            return {"inputs": inputs}, {"inputs": inputs}
        if isinstance(inputs, list) and len(inputs) > 1:
            last = len(inputs) - self._num_constants
            middle = 1 + (last - 1) // 2
            fixed = inputs[last:]
            options.pop("constants", None)
            return (
                {"inputs": [inputs[0], *inputs[1:middle], *fixed]},
                {"inputs": [inputs[0], *inputs[middle:last], *fixed]},
            )
        half = 0 if initial_state is None else len(initial_state) // 2
        return (
            {"inputs": inputs, "initial_state": initial_state[:half] if half else None},
            {"inputs": inputs, "initial_state": initial_state[half:] if half else None},
        )

    def _merged(self, forward: Any, backward: Any) -> Any:
        if self.merge_mode == "concat":
            return tf.concat([forward, backward], axis=-1)
        if self.merge_mode == "sum":
            return forward + backward
        if self.merge_mode == "ave":
            return (forward + backward) / 2
        if self.merge_mode == "mul":
            return forward * backward
        return [forward, backward]
