"""Which of the nine stages of training a call belongs to, by the name of what is called."""

from __future__ import annotations

from typing import Final

__all__ = ["STAGE_KEYS", "label_method", "stage_key"]

STAGE_KEYS: Final = (
    "compile",
    "data",
    "callbacks",
    "loop",
    "build",
    "forward",
    "loss",
    "update",
    "metrics",
)
"""In the order in which a training comes by."""

_BY_SYMBOL: Final = (
    ("tensorflow.GradientTape.", "update"),
    ("keras.optimizers.", "update"),
    ("keras.callbacks.", "callbacks"),
    ("keras.initializers.", "build"),
    ("keras.activations.", "forward"),
    ("keras.losses.", "loss"),
    ("keras.metrics.", "metrics"),
    ("keras.engine.compile_utils.LossesContainer.__init__", "compile"),
    ("keras.engine.compile_utils.LossesContainer.", "loss"),
    ("keras.engine.compile_utils.MetricsContainer.__init__", "compile"),
    ("keras.engine.compile_utils.MetricsContainer.", "metrics"),
    ("keras.engine.data_adapter.DataHandler.enumerate_epochs", "loop"),
    ("keras.engine.data_adapter.DataHandler.steps", "loop"),
    ("keras.engine.data_adapter.", "data"),
    ("keras.engine.input_spec.", "forward"),
    ("keras.engine.input_layer.", "build"),
    ("keras.engine.functional._map_graph_network", "build"),
)
_BY_METHOD: Final = {
    "compile": "compile",
    "_get_optimizer": "compile",
    "_assert_compile_was_called": "compile",
    "_validate_target_and_loss": "loss",
    "compute_loss": "loss",
    "add_loss": "loss",
    "compute_metrics": "metrics",
    "reset_metrics": "metrics",
    "get_metrics_result": "metrics",
    "update_state": "metrics",
    "reset_state": "metrics",
    "result": "metrics",
    "_build_graph_network_for_inferred_shape": "build",
    "_init_graph_network": "build",
    "_maybe_build": "build",
    "build": "build",
    "add_weight": "build",
    "_functional_construction_call": "build",
    "_keras_tensor_symbolic_call": "build",
    "_infer_output_signature": "build",
    "_set_connectivity_metadata": "build",
    "_run_internal_graph": "forward",
    "call": "forward",
    "__call__": "forward",
}


def label_method(label: str) -> str:
    """The method of a label, or the function's name: ``Dense.call`` gives ``call``."""
    return label.rpartition(".")[2]


def stage_key(symbol: str, label: str, *, building: bool) -> str:
    """The stage of a call.

    A call of a layer while the model is being built belongs to the building: it
    runs on shapes, not on data.

    Args:
        symbol: where the callee is defined.
        label: runtime class and method, or a function's name.
        building: whether the call around it belongs to the building.
    """
    method = label_method(label)
    found = next((stage for start, stage in _BY_SYMBOL if symbol.startswith(start)), None)
    if found is None:
        found = _BY_METHOD.get(method) or ("callbacks" if method.startswith(("on_", "set_")) else "loop")
    if building and found == "forward" and method != "_run_internal_graph":
        return "build"
    return found
