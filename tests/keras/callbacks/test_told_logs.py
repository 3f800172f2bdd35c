"""Logs that tell: a dictionary to whoever uses it, and a recording says what was done with it."""

import copy
import json
import pickle
from collections import ChainMap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.keras.callbacks import Callback, CallbackList, EarlyStopping, LambdaCallback
from fittrace.keras.callbacks._told_logs import ToldLogs, WrittenLogs
from fittrace.trace import loop, record

KINDS = ("LogsWritten", "LogsRead", "LogsMissed")


def told(use, logs=None, kinds=KINDS):
    """What a recording says of a callback that uses its logs so, as (kind, key)."""
    hook = LambdaCallback(on_epoch_end=lambda epoch, given: use(given))
    with record() as run:
        CallbackList([hook]).on_epoch_end(0, {"loss": 0.5, "accuracy": 0.75} if logs is None else logs)
    return [(fact.kind, fact.key) for fact in run.facts() if fact.kind in kinds]


def failing(ask):
    """Ask for a key that is not there."""
    with pytest.raises(KeyError):
        ask()


@pytest.mark.parametrize(
    ("use", "read"),
    [
        (lambda logs: logs["loss"], ["loss"]),
        (lambda logs: logs.get("loss"), ["loss"]),
        (lambda logs: logs.pop("loss"), ["loss"]),
        (lambda logs: logs.setdefault("loss", 1), ["loss"]),
        (lambda logs: logs.popitem(), ["accuracy"]),
        (lambda logs: "{loss:.2f}".format_map(logs), ["loss"]),
        (lambda logs: [logs[key] for key in logs], ["loss", "accuracy"]),
        (lambda logs: list(logs.items()), ["loss", "accuracy"]),
        (lambda logs: list(logs.values()), ["loss", "accuracy"]),
        (lambda logs: dict(logs), ["loss", "accuracy"]),
        (lambda logs: logs.copy(), ["loss", "accuracy"]),
        (lambda logs: {**logs}, ["loss", "accuracy"]),
        (lambda logs: (lambda **values: values)(**logs), ["loss", "accuracy"]),
        (lambda logs: {"a": 1} | logs, ["loss", "accuracy"]),
        (lambda logs: logs | {"a": 1}, ["loss", "accuracy"]),
        (lambda logs: {}.update(logs), ["loss", "accuracy"]),
        (lambda logs: ChainMap(logs)["loss"], ["loss"]),
        (lambda logs: json.dumps(logs), ["loss", "accuracy"]),
        (lambda logs: f"{logs}", ["loss", "accuracy"]),
        (lambda logs: ("loss" in logs, len(logs), list(logs), logs.keys(), logs == {}, repr(logs)), []),
    ],
)
def test_who_reads_a_key_is_told(use, read):
    assert told(use) == [("LogsRead", key) for key in read]


@pytest.mark.parametrize(
    "use",
    [
        lambda logs: logs.get("lr"),
        lambda logs: "lr" in logs,
        lambda logs: logs.pop("lr", None),
        lambda logs: failing(lambda: logs["lr"]),
        lambda logs: failing(lambda: logs.pop("lr")),
    ],
)
def test_who_asks_for_what_is_not_there_is_told(use):
    assert told(use) == [("LogsMissed", "lr")]


@pytest.mark.parametrize(
    "use",
    [
        lambda logs: logs.__setitem__("lr", 0.1),
        lambda logs: logs.update(lr=0.1),
        lambda logs: logs.update({"lr": 0.1}),
        lambda logs: logs.update([("lr", 0.1)]),
        lambda logs: logs.__ior__({"lr": 0.1}),
        lambda logs: logs.setdefault("lr", 0.1),
    ],
)
def test_who_writes_a_key_is_told(use):
    assert told(use) == [("LogsWritten", "lr")]


def test_a_fact_names_the_callback_the_hook_and_what_was_there():
    class Plots(Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs.get("lr")

    with record() as run:
        CallbackList([Plots()]).on_epoch_end(0, {"loss": 0.5})
    (missed,) = run.facts("LogsMissed")
    assert (missed.callback, missed.span.label, missed.value) == (
        "Plots",
        "Plots.on_epoch_end",
        {"loss": 0.5},
    )


def test_a_built_in_callback_is_told_once():
    class Mine(Callback):
        pass

    with record() as run:
        told = CallbackList([Mine(), EarlyStopping("loss")])
        told.on_train_begin()
        told.on_epoch_end(0, {"loss": 0.5})
    assert [(fact.callback, fact.key) for fact in run.facts("LogsRead")] == [("EarlyStopping", "loss")]


def test_after_the_hook_nobody_is_told():
    kept = []
    with record() as run:
        CallbackList([LambdaCallback(on_epoch_end=lambda epoch, logs: kept.append(logs))]).on_epoch_end(
            0, {"loss": 0.5}
        )
        assert kept[0]["loss"] == 0.5
    assert not list(run.facts("LogsRead"))


def test_without_a_recording_the_logs_are_a_plain_dictionary():
    seen = []
    CallbackList([LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs))]).on_epoch_end(
        0, {"a": 1}
    )
    assert [type(logs) for logs in seen] == [dict]


def test_what_one_callback_writes_the_next_one_finds():
    seen = []
    write = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(gap=1))
    read = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(dict(logs)))
    given = {"loss": 0.5}
    with record():
        CallbackList([write, read]).on_epoch_end(0, given)
    assert (seen, given) == ([{"loss": 0.5, "gap": 1}], {"loss": 0.5})


@pytest.mark.parametrize("recorded", [False, True])
def test_callbacks_that_take_tensors_write_into_the_very_logs_of_the_loop(recorded):
    class Writes(Callback):
        def __init__(self):
            super().__init__()
            self._supports_tf_logs = True

        def on_epoch_end(self, epoch, logs=None):
            logs["gap"] = 1
            del logs["loss"]

    given = {"loss": 0.5, "accuracy": 1.0}
    if recorded:
        with record():
            CallbackList([Writes()]).on_epoch_end(0, given)
    else:
        CallbackList([Writes()]).on_epoch_end(0, given)
    assert list(given.items()) == [("accuracy", 1.0), ("gap", 1)]


LOGS = st.dictionaries(st.text(max_size=3), st.floats(allow_nan=False), max_size=4)


@given(LOGS, LOGS)
def test_they_are_equal_to_a_dictionary_in_all_that_is_asked(logs, other):
    told = ToldLogs(logs)
    assert isinstance(told, dict)
    assert told == logs
    assert (repr(told), str(told), json.dumps(told)) == (repr(logs), str(logs), json.dumps(logs))
    assert [list(told), list(told.items()), list(reversed(told))] == [
        list(logs),
        list(logs.items()),
        list(reversed(logs)),
    ]
    for made in (told | other, other | told, told.copy(), copy.copy(told), copy.deepcopy(told)):
        assert type(made) is dict
    assert (told | other, other | told) == (logs | other, other | logs)
    assert type(pickle.loads(pickle.dumps(told))) is dict
    assert pickle.loads(pickle.dumps(told)) == logs
    told |= other
    assert list(told.items()) == list((logs | other).items())


@pytest.mark.parametrize("ask", [lambda logs: logs["x"], lambda logs: logs.pop("x"), lambda logs: logs.x])
def test_they_fail_as_a_dictionary_does(ask):
    errors = []
    for logs in ({"loss": 1}, ToldLogs({"loss": 1})):
        with pytest.raises((KeyError, AttributeError)) as failed:
            ask(logs)
        errors.append((failed.type, failed.value.args if failed.type is KeyError else None))
    assert errors[0] == errors[1]


def test_in_steps_that_repeat_only_what_is_written_is_told():
    kinds = []

    @loop("step")
    def steps():
        yield from range(4)

    def look(batch, logs):
        kinds.append(type(logs))
        logs["twice"] = 2 * logs["loss"]

    callbacks = CallbackList([LambdaCallback(on_batch_end=look)])
    with record() as run:
        for batch in steps():
            callbacks.on_train_batch_end(batch, {"loss": float(batch)})
    assert kinds == [ToldLogs, ToldLogs, WrittenLogs, WrittenLogs]
    assert [fact.value for fact in run.facts("LogsWritten")] == [0, 2, 4, 6]
    assert [child.count for child in run.tree().children] == [4]


@pytest.mark.parametrize("every", [1, 2])
def test_reads_do_not_keep_steps_from_being_folded(classifier, every):
    class Prints(Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch % every == 0:
                logs["loss"]

    with record() as run:
        x, y = np.zeros((40, 6), "float32"), np.zeros(40, int)
        classifier().fit(x, y, batch_size=4, verbose=0, callbacks=[Prints()])
    assert [node.count for node in run.tree().walk() if node.label == "step"] == [1, 9]
