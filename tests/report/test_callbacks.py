"""The callbacks' view: who is called where, and what goes through the logs."""

from __future__ import annotations

import pytest

import fittrace
from fittrace.keras.callbacks import (
    Callback,
    CallbackList,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
)
from fittrace.report.panes.callbacks import matrices_of
from fittrace.report.panes.logsflow import logs_flow

from .conftest import classifier


def asks(key, hook="on_epoch_end"):
    """A callback that asks for a key of the logs in that hook."""
    return LambdaCallback(**{hook: lambda *given: given[-1].get(key)})


def schedule():
    return LearningRateScheduler(lambda epoch, rate: rate / 2)


def fit(*callbacks, **settings):
    """The matrix of a training's callbacks."""
    return matrices_of(classifier(callbacks=list(callbacks), **settings).tree())[0]


def why(*callbacks, **settings):
    """What was missed: who asked, for what, why it was not there, and who writes it."""
    return [
        (miss.touch.who, miss.key, miss.reason, miss.writer and miss.writer.who)
        for miss in fit(*callbacks, **settings).misses
    ]


def test_rows_stand_in_the_order_of_calling_with_who_put_them_there():
    with fittrace.record() as run:
        made = CallbackList([EarlyStopping("loss"), asks("loss")], add_history=True, add_progbar=True)
        made.on_train_begin()
    (matrix,) = matrices_of(run.tree())
    assert [(row.name, row.by) for row in matrix.rows] == [
        ("EarlyStopping", "script"),
        ("LambdaCallback", "script"),
        ("History", "model"),
        ("ProgbarLogger", "keras"),
    ]


def test_cells_count_calls_and_know_whose_turn_it_is():
    matrix = fit(EarlyStopping("loss", patience=9))
    assert matrix.hooks == {
        "on_train_begin": 1,
        "on_epoch_begin": 3,
        "on_train_batch_begin": 15,
        "on_train_batch_end": 15,
        "on_epoch_end": 3,
        "on_train_end": 1,
    }
    cells = [row.cells["on_epoch_end"] for row in matrix.rows]
    assert [(cell.count, cell.order, cell.node.label) for cell in cells] == [
        (3, 1, "EarlyStopping.on_epoch_end"),
        (3, 2, "History.on_epoch_end"),
    ]


def test_an_empty_method_of_the_base_class_is_known_to_be_one():
    (history,) = fit().rows
    assert {hook: cell.empty for hook, cell in history.cells.items()} == {
        "on_train_begin": False,
        "on_epoch_begin": True,
        "on_epoch_end": False,
        "on_train_end": True,
    }


def test_hooks_of_batches_call_nobody_where_nobody_listens():
    assert fit().silent == ["on_train_batch_begin", "on_train_batch_end"]


class Old(Callback):
    """Listens by the old name, which the base class calls from the new one."""

    def on_batch_end(self, batch, logs=None):
        return None


class New(Callback):
    """Listens by the new name, and passes nothing on to the old one."""

    def on_train_batch_end(self, batch, logs=None):
        return None


def test_who_has_a_hook_of_its_own_withholds_its_old_name():
    matrix = fit(Old(), New())
    hooks = list(matrix.hooks)
    assert hooks.index("on_train_batch_end") + 1 == hooks.index("on_batch_end")
    assert matrix.withheld == ("on_train_batch_end", "on_batch_end")
    assert matrix.has_gaps


def test_a_list_that_asks_everybody_has_no_gaps():
    matrix = fit()
    assert not matrix.has_gaps
    assert matrix.withheld is None


def test_two_callbacks_of_one_class_have_a_row_each():
    one, other = asks("a"), asks("b", hook="on_epoch_begin")
    matrix = fit(one, other)
    assert [[hook for hook, cell in row.cells.items() if not cell.empty] for row in matrix.rows[:2]] == [
        ["on_epoch_end"],
        ["on_epoch_begin"],
    ]
    (flow,) = [flow for flow in matrix.flows if flow.hook == "on_epoch_begin"]
    assert [(name, sorted(marks)) for name, _, marks in flow.rows] == [("LambdaCallback", ["b"])]


def test_lists_that_did_the_same_are_shown_once(run):
    fitted, evaluated = matrices_of(run.tree())
    assert (fitted.method, evaluated.method, evaluated.times) == ("fit", "evaluate", 1)


@pytest.mark.parametrize(
    ("callbacks", "settings", "missed"),
    [
        ([asks("lr"), schedule()], {}, ("LambdaCallback", "lr", "later", "LearningRateScheduler")),
        ([EarlyStopping()], {}, ("EarlyStopping", "val_loss", "validation", None)),
        ([asks("f1")], {}, ("LambdaCallback", "f1", "never", None)),
        ([asks("loss", "on_epoch_begin")], {}, ("LambdaCallback", "loss", "begin", "fit")),
        (
            [schedule(), asks("lr", "on_epoch_begin")],
            {},
            ("LambdaCallback", "lr", "begin", "LearningRateScheduler"),
        ),
        (
            [schedule(), asks("lr", "on_train_end")],
            {},
            ("LambdaCallback", "lr", "gone", "LearningRateScheduler"),
        ),
        (
            [asks("val_loss", "on_train_batch_end")],
            {"validation_split": 0.2},
            ("LambdaCallback", "val_loss", "end", "fit"),
        ),
        (
            [asks("val_loss")],
            {"validation_split": 0.2, "validation_freq": 2},
            ("LambdaCallback", "val_loss", "epochs", "fit"),
        ),
    ],
)
def test_a_missed_key_is_explained(callbacks, settings, missed):
    assert missed in why(*callbacks, **settings)


def test_what_somebody_took_out_is_missed_by_whoever_comes_later():
    takes = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.pop("lr"))
    assert ("LambdaCallback", "lr", "taken", "LearningRateScheduler") in why(schedule(), takes, asks("lr"))


def test_looking_before_writing_is_no_fault_of_others():
    class Gap(Callback):
        def on_epoch_end(self, epoch, logs=None):
            if "gap" not in logs:
                logs["gap"] = 1.0

    assert why(Gap()) == [("Gap", "gap", "own", "Gap")]


def test_nothing_is_missed_where_the_order_is_right():
    assert why(schedule(), asks("lr")) == []


def test_the_flow_of_a_run_is_plain_data():
    run = classifier(callbacks=[asks("lr"), schedule()])
    flow = logs_flow(run)["lr"]
    assert flow["writers"] == [
        {"who": "LearningRateScheduler", "hook": "on_epoch_end", "epochs": [[1, 3]], "times": 3}
    ]
    assert [reader["who"] for reader in flow["readers"]] == ["History"]
    (missed,) = flow["misses"]
    assert (missed["who"], missed["hook"], missed["epochs"], missed["reason"]) == (
        "LambdaCallback",
        "on_epoch_end",
        [[1, 3]],
        "later",
    )
    assert missed["there"] == ["loss", "accuracy"]


def test_epochs_that_repeat_earlier_ones_read_the_same():
    flow = logs_flow(
        classifier(epochs=7, validation_split=0.2, validation_freq=2, callbacks=[EarlyStopping(patience=9)])
    )
    (missed,), read = flow["val_loss"]["misses"], flow["val_loss"]["readers"][0]
    assert missed["epochs"] == [[1, 1], [3, 3], [5, 5], [7, 7]]
    assert (read["who"], read["epochs"]) == ("EarlyStopping", [[2, 2], [4, 4], [6, 6]])


def test_what_a_step_gives_is_the_steps():
    flow = logs_flow(classifier(callbacks=[asks("loss", "on_train_batch_end")]))
    assert ("train_step", "", 15) in [(w["who"], w["hook"], w["times"]) for w in flow["loss"]["writers"]]


def test_a_run_without_callbacks_has_no_such_view():
    with fittrace.record() as run:
        pass
    assert matrices_of(run.tree()) == []


def test_batch_hooks_get_the_running_results_of_the_metrics():
    batches = fit(asks("loss", "on_train_batch_end")).batches
    assert (batches.begin, batches.hook) == ("on_train_batch_begin", "on_train_batch_end")
    assert batches.keys == ("loss", "accuracy")
    assert [(at.epoch, at.step) for at in batches.moments] == [(1, 1), (1, 2), (1, 5), (2, 1)]


def test_the_last_step_of_an_epoch_has_what_the_epoch_ends_with(run):
    asked = classifier(callbacks=[asks("loss", "on_train_batch_end")])
    last = matrices_of(asked.tree())[0].batches.moments[2]
    ended = {
        fact.key: fact.value for fact in reversed(list(asked.facts("LogsWritten"))) if fact.callback == "fit"
    }
    assert last.values == pytest.approx(ended)


def test_keys_of_the_end_of_an_epoch_are_not_in_the_logs_of_a_batch():
    listens = asks("val_loss", "on_train_batch_end")
    matrix = fit(listens, schedule(), validation_split=0.2)
    assert matrix.batches.later == ("val_loss", "val_accuracy", "lr")
    assert [(miss.key, miss.reason) for miss in matrix.misses] == [("val_loss", "end")]


def test_a_step_of_the_users_decides_by_itself():
    import numpy as np

    from fittrace import keras

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs)

        def train_step(self, data):
            return {"mine": 1.0}

    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = Own()
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 2)), np.zeros(4), verbose=0, callbacks=[asks("mine", "on_train_batch_end")])
    (matrix,) = matrices_of(run.tree())
    assert (matrix.batches.own, matrix.batches.keys, matrix.batches.moments) == (True, (), ())


def test_where_nobody_listens_to_batches_there_is_nothing_to_tell():
    assert fit(EarlyStopping("loss")).batches is None


def test_the_progress_bar_reads_all_that_a_step_gives(capsys):
    matrix = fit(verbose=1)
    (flow,) = [flow for flow in matrix.flows if flow.hook == "on_train_batch_end"]
    assert [(name, list(marks)) for name, _, marks in flow.rows] == [
        ("train_step", ["loss", "accuracy"]),
        ("ProgbarLogger", ["loss", "accuracy"]),
    ]


def test_a_key_that_never_comes_is_not_told_to_come_later():
    listens = asks("loss", "on_train_batch_end")
    assert fit(listens, EarlyStopping("val_loss")).batches.later == ()
