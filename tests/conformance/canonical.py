"""The lifecycle vocabulary, and the canonical form of a call tree.

A *row* is ``[depth, label, name]``:

* ``label``  ``RuntimeClass.method`` for a method, the bare name for a function
  (``select_data_adapter``, ``train_function``, ``relu``);
* ``name``   the instance's name for a layer, a model or a metric, else None;
* ``depth``  how many kept calls enclose it.

Only calls in the vocabulary are kept.  A method that calls its own super-implementation on the same
object is one row, not two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = list[Any]

METHODS = {
    "model": """compile fit evaluate predict train_on_batch test_on_batch predict_on_batch
        _assert_compile_was_called _get_optimizer _validate_target_and_loss
        make_train_function make_test_function make_predict_function
        train_step test_step predict_step compute_loss compute_metrics
        reset_metrics get_metrics_result
        _build_graph_network_for_inferred_shape _init_graph_network _run_internal_graph""",
    "layer": """__call__ _maybe_build build call add_weight add_loss
        _functional_construction_call _keras_tensor_symbolic_call
        _infer_output_signature _set_connectivity_metadata""",
    "data": """_configure_dataset_and_inferred_steps _infer_steps _validate_data_handler
        can_handle get_dataset get_size on_epoch_end""",
    "container": """__call__ build update_state reset_state
        _get_loss_object _get_metric_object _create_metrics""",
    "callback": """_add_default_callbacks set_model set_params
        on_train_begin on_train_end on_epoch_begin on_epoch_end
        on_train_batch_begin on_train_batch_end on_batch_begin on_batch_end
        on_test_begin on_test_end on_test_batch_begin on_test_batch_end
        on_predict_begin on_predict_end on_predict_batch_begin on_predict_batch_end""",
    "optimizer": """minimize compute_gradients apply_gradients build update_step
        add_variable_from_reference _compute_current_learning_rate
        _clip_gradients _apply_weight_decay finalize_variable_values""",
    "tape": "__enter__ __exit__ gradient",
    "value": "__call__ call update_state result reset_state",
}
"""The methods kept, by what they belong to; "value" stands for losses, metrics, schedules,
initializers, regularizers and constraints."""
KEPT_METHODS = set(" ".join(METHODS.values()).split())
CONSTRUCTORS = {"DataHandler", "LossesContainer", "MetricsContainer", "CallbackList", "InputLayer"}
"""Classes whose construction is kept, besides the data adapters'."""
FUNCTIONS = {
    "get_data_handler",
    "select_data_adapter",
    "train_validation_split",
    "unpack_x_y_sample_weight",
    "assert_input_compatibility",
    "_map_graph_network",
    "train_function",
    "test_function",
    "predict_function",
    "step_function",
    "run_step",
}
"""Functions kept by name; those of the modules below are kept by module."""
FUNCTION_MODULES = ("keras.activations.", "keras.losses.", "keras.metrics.")


def is_kept(label: str, symbol: str) -> bool:
    """Whether a call belongs to the vocabulary."""
    owner, _, method = label.rpartition(".")
    if not owner:
        return label in FUNCTIONS or symbol.startswith(FUNCTION_MODULES)
    if method == "__init__":
        return owner in CONSTRUCTORS or owner.endswith("Adapter")
    return method in KEPT_METHODS


def canonical_rows(calls: Iterable[tuple[int, str, str, str | None]]) -> list[Row]:
    """The rows of calls in order.

    Args:
        calls: depth, label, symbol and name of each, a call before those inside it.
    """
    rows: list[Row] = []
    enclosing: list[tuple[int, str, str | None, int]] = []
    for depth, label, symbol, name in calls:
        while enclosing and enclosing[-1][0] >= depth:
            enclosing.pop()
        if not is_kept(label, symbol):
            continue
        if enclosing and enclosing[-1][1:3] == (label, name) and "." in label:
            continue  # its own super-implementation
        row_depth = enclosing[-1][3] + 1 if enclosing else 0
        rows.append([row_depth, label, name])
        enclosing.append((depth, label, name, row_depth))
    return rows


def show(rows: Iterable[Row]) -> str:
    """The rows as an indented tree."""
    return "\n".join("  " * depth + label + (f"  [{name}]" if name else "") for depth, label, name in rows)
