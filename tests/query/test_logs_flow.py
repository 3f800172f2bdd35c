"""`run.logs_flow()`: who wrote, read and missed each key of the callbacks' logs."""

from fittrace import keras

from .conftest import classifier


class Reader(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs.get("gap")


class Writer(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs["gap"] = 0.5


def flow_of(*callbacks):
    return classifier(epochs=2, callbacks=list(callbacks)).logs_flow()


def names(touches):
    return [f"{touch.who}.{touch.hook}" for touch in touches]


def test_a_read_before_the_write_is_warned_of():
    flow = flow_of(Reader(), Writer())
    assert names(flow["gap"].writers) == ["Writer.on_epoch_end"]
    assert [(miss.touch.who, miss.reason) for miss in flow["gap"].misses] == [("Reader", "later")]
    assert flow.warnings == [
        "Reader.on_epoch_end asks for 'gap', which is not there (2 times): Writer puts it there afterwards, "
        "in the same hook; let it stand before Reader in the list"
    ]


def test_the_right_order_warns_of_nothing():
    flow = flow_of(Writer(), Reader())
    assert names(flow["gap"].readers) == ["Reader.on_epoch_end", "History.on_epoch_end"]
    assert flow.warnings == []


def test_what_nobody_writes_is_said_to_be_that():
    assert flow_of(Reader()).warnings[0].endswith("which is not there (2 times): nobody puts it there")


def test_the_flow_is_a_mapping_that_prints_itself():
    flow = flow_of(Writer(), Reader())
    assert {"loss", "accuracy", "gap"} <= set(flow)
    assert len(flow) == len(list(flow))
    assert "gap: written by Writer.on_epoch_end; read by Reader.on_epoch_end" in str(flow)
    assert flow.as_dict()["gap"]["writers"][0]["who"] == "Writer"


def test_every_reason_has_its_sentence():
    from fittrace.report.logs import _REASONS

    told = flow_of(Reader(), Writer())["gap"].misses[0]
    assert told.reason in _REASONS
    assert set(_REASONS) == {"later", "own", "begin", "taken", "gone", "end", "epochs", "validation", "never"}
