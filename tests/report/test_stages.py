from __future__ import annotations

import pytest

from fittrace.report.story.stages import STAGES, stage_of


@pytest.mark.parametrize(
    ("symbol", "label", "stage"),
    [
        ("keras.engine.training.Model.compile", "Sequential.compile", "compile"),
        ("keras.engine.data_adapter.select_data_adapter", "select_data_adapter", "data"),
        ("keras.engine.data_adapter.DataHandler.steps", "step", "loop"),
        ("keras.callbacks.CallbackList.on_epoch_end", "CallbackList.on_epoch_end", "callbacks"),
        ("keras.engine.training.Model.fit", "Sequential.fit", "loop"),
        ("keras.layers.core.dense.Dense.build", "Dense.build", "build"),
        ("keras.engine.base_layer.Layer.__call__", "Dense.__call__", "forward"),
        ("keras.activations.relu", "relu", "forward"),
        ("keras.losses.Loss.__call__", "LossFunctionWrapper.__call__", "loss"),
        ("tensorflow.GradientTape.gradient", "GradientTape.gradient", "update"),
        ("keras.optimizers.rmsprop.RMSprop.update_step", "RMSprop.update_step", "update"),
        ("keras.metrics.base_metric.Reduce.update_state", "Mean.update_state", "metrics"),
        ("user.Stopper.on_epoch_end", "Stopper.on_epoch_end", "callbacks"),
        ("user.Net.train_step", "Net.train_step", "loop"),
        ("user.Scale.call", "Scale.call", "forward"),
    ],
)
def test_each_call_belongs_to_a_stage(symbol, label, stage):
    assert stage_of(symbol, label).key == stage


def test_a_layer_called_while_the_model_is_built_belongs_to_the_building():
    assert stage_of("keras.activations.relu", "relu", enclosing=STAGES["build"]).key == "build"


def test_every_stage_has_a_mark_of_its_own():
    assert len({stage.mark for stage in STAGES.values()}) == len(STAGES) == 9
