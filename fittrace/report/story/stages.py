"""The nine stages of a training run, and which one a call belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...trace import Node
from ..words.language import N_, _

__all__ = ["FIT_METHODS", "STAGES", "Stage", "label_method", "stage_of"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its signs: colour is never the only one.

    Attributes:
        key: name in style sheets and addresses.
        english: its name in English, the message that `title` translates.
        mark: one letter that stands for it.
    """

    key: str
    english: str
    mark: str

    @property
    def title(self) -> str:
        """Its name for the reader."""
        return _(self.english)


FIT_METHODS: Final = ("fit", "evaluate", "predict")
"""Methods of a model that go over data."""

_ALL = (
    Stage("compile", N_("Compile"), "C"),
    Stage("data", N_("Data"), "D"),
    Stage("callbacks", N_("Callbacks"), "K"),
    Stage("loop", N_("Loop"), "L"),
    Stage("build", N_("Build"), "B"),
    Stage("forward", N_("Forward"), "F"),
    Stage("loss", N_("Loss"), "S"),
    Stage("update", N_("Backward and update"), "U"),
    Stage("metrics", N_("Metrics"), "M"),
)
STAGES: Final = {stage.key: stage for stage in _ALL}

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


def stage_of(symbol: str, label: str, enclosing: Stage | None = None) -> Stage:
    """The stage of a call.

    A call of a layer while the model is being built belongs to the building: it
    runs on shapes, not on data.

    Args:
        symbol: where the callee is defined.
        label: runtime class and method, or a function's name.
        enclosing: stage of the call around it.
    """
    method = label_method(label)
    found = next((stage for start, stage in _BY_SYMBOL if symbol.startswith(start)), None)
    if found is None:
        found = _BY_METHOD.get(method) or ("callbacks" if method.startswith(("on_", "set_")) else "loop")
    if enclosing is not None and enclosing.key == "build" and found == "forward":
        found = "build" if method != "_run_internal_graph" else "forward"
    return STAGES[found]


def stages_of(root: Node) -> dict[int, Stage]:
    """The stage of every node of a folded tree, by the node's identity."""
    stages: dict[int, Stage] = {}
    for node in root.walk():
        enclosing = stages.get(id(node.parent)) if node.parent is not None else None
        stages[id(node)] = stage_of(node.symbol, node.label, enclosing)
    return stages
