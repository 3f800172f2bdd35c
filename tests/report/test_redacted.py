"""A redacted page: everything that must not be shared is planted in a real run, and looked for."""

import base64
import gzip
import re
import sqlite3
import zlib
from contextlib import closing

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.redact import KEPT_FIELDS, KEPT_RULES, KEPT_STATES, RedactedRun
from fittrace.trace import Fact, annotate, catalogue
from fittrace.trace.rules import NAME, NUMBER, TEXT

from .catalogues import whole

VALUE = 31337.625
"""In the data, the labels and the metric; a float32 holds it exactly."""
SECRETS = {
    "data": "31337",
    "data, thousands apart": "31,337",
    "the script's name": "patients_of_dr_x.py",
    "a folder": "/home/somebody",
    "an argument": "--password=hunter2",
    "a note": "NOTE-SECRET",
    "an exception's message": "MESSAGE-SECRET",
    "this file's path": __file__,
    "a default asked of the logs": "DEFAULT-SECRET",
    "a field of the script's own fact": "FACT-SECRET",
}


class Noticed(Fact):
    """A script's own kind of fact."""

    who = NAME
    words = TEXT
    age = NUMBER


@pytest.fixture(scope="module")
def telling():
    """A run that ends by an exception, with secrets wherever a run can hold something."""
    from fittrace import keras
    from fittrace.trace import emit

    class Reads(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            emit(Noticed, who="FACT-SECRET", words="FACT-SECRET", age=VALUE)
            emit(catalogue.LogsMissed, callback=self, key="accuracy", value={"DEFAULT-SECRET": VALUE})
            if epoch == 1:
                raise ValueError(f"MESSAGE-SECRET {VALUE}")

    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    x = np.full((6, 3), VALUE, "float32")
    model = keras.Sequential(
        [keras.layers.Dense(1, kernel_initializer=keras.initializers.Constant(VALUE))], name="told"
    )
    model.compile(keras.optimizers.SGD(1e-30), "mae", metrics=["mae"])
    stop = keras.callbacks.EarlyStopping(monitor="mae", patience=5)

    def train():
        annotate(lesson="NOTE-SECRET")
        model.fit(x, np.zeros((6, 1)), batch_size=2, epochs=3, verbose=0, callbacks=[stop, Reads()])

    script, arguments = "/home/somebody/patients_of_dr_x.py", ["--password=hunter2"]
    clock = fittrace.LogicalClock()
    with pytest.raises(ValueError, match="MESSAGE"):  # noqa: SIM117 - the recording ends before it is looked at
        with fittrace.record(clock=clock, script=script, arguments=arguments) as run:
            train()
    return run


def test_the_page_for_oneself_holds_them(telling):
    """Otherwise the test below would look for what nobody planted."""
    page = whole(page_of(telling))
    shown = {what for what, secret in SECRETS.items() if secret in page}
    assert shown >= SECRETS.keys() - {"data, thousands apart", "a note"}


@pytest.mark.parametrize("what", SECRETS)
def test_the_page_to_be_shared_holds_none(telling, what):
    assert SECRETS[what] not in whole(page_of(telling, redact=True))


def test_no_number_of_the_data_is_left_in_any_form(telling):
    """What is derived from data and weights, as the page for oneself writes it."""
    page, redacted = whole(page_of(telling)), whole(page_of(telling, redact=True))
    losses = {f"{fact.value:,.0f}" for fact in telling.facts("LossComputed")}
    assert losses
    assert any(loss in page for loss in losses)
    assert not any(loss in redacted for loss in losses)
    assert not re.search(r"\b(least|greatest|mean|deviation|norm before) [−-]?\d", redacted)


def test_the_story_is_still_there(telling):
    page = whole(page_of(telling, redact=True))
    for told in (
        "told",
        "Dense",
        "EarlyStopping",
        "(2, 3)",
        "float32",
        "TensorLikeDataAdapter",
        "ValueError",
    ):
        assert told in page
    assert "6 ÷ 2" in page


def test_the_page_says_what_is_not_on_it(telling):
    assert 'id="redacted"' in page_of(telling, redact=True)
    assert 'id="redacted"' not in page_of(telling)


def test_a_title_is_what_the_user_says(telling):
    assert "<h1>A training run</h1>" in page_of(telling, redact=True)
    assert "<h1>Week 3</h1>" in page_of(telling, "Week 3", redact=True)


def test_every_field_of_the_catalogue_is_decided():
    """A field that is new is left out; whoever adds it says here whether that is meant."""
    left_out = {
        f"{kind}.{name}"
        for kind, fact in Fact.kinds.items()
        for name, rule in fact.rules.items()
        if fact.__module__ == catalogue.__name__
        and rule not in KEPT_RULES
        and name not in KEPT_FIELDS.get(kind, ())
    }
    assert left_out - {"StateChanged.before", "StateChanged.after"} == {
        "CallFailed.arguments",
        "ExceptionRaised.message",
        "ExceptionRaised.where",
        "GradientComputed.norm",
        "LayerCalled.values",
        "LogsMissed.value",
        "LogsRead.value",
        "LogsWritten.value",
        "LossComputed.value",
        "MetricUpdated.value",
        "TrainFunctionMade.closure",
        "WeightCreated.distribution",
        "WeightCreated.sample",
        "WeightCreated.values",
        "WeightFollowed.after",
        "WeightFollowed.before",
        "WeightFollowed.gradient",
        "WeightUpdated.distribution_after",
        "WeightUpdated.norm_after",
        "WeightUpdated.norm_before",
        "WeightUpdated.norm_change",
        "WeightUpdated.sample_after",
        "WeightUpdated.sample_before",
        "WeightUpdated.sample_gradient",
        "WeightUpdated.sample_places",
    }


def test_what_is_kept_exists():
    for kind, fields in KEPT_FIELDS.items():
        assert fields <= Fact.kinds[kind].rules.keys()


def test_a_state_is_kept_by_name_alone(telling):
    states = {fact.attribute: fact.after for fact in RedactedRun(telling).facts("StateChanged")}
    assert states["iterations"] == 6
    assert states["best"] is None
    assert "best" not in KEPT_STATES


def test_a_redacted_run_is_not_saved(telling, tmp_path):
    with pytest.raises(fittrace.RunFileError, match="cannot be saved"):
        RedactedRun(telling).save(tmp_path / "run")


def test_the_run_itself_stays_whole(telling):
    page_of(telling, redact=True)
    assert telling.header.arguments == ("--password=hunter2",)
    assert "MESSAGE-SECRET" in telling.ending.raised.message


def everything_in(path):
    """A run file's bytes, and what is packed in them."""
    with closing(sqlite3.connect(path)) as connection:
        packed = [data for (data,) in connection.execute("SELECT data FROM rows")]
    return path.read_bytes() + b"".join(map(zlib.decompress, packed))


def test_the_environment_is_recorded_nowhere(monkeypatch, tmp_path):
    from fittrace import keras

    secret = "ENVIRONMENT-7f3a9c"
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    monkeypatch.setenv(secret, "1")
    with fittrace.record(tmp_path / "run") as run:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    run.report(tmp_path / "page.html")
    written = everything_in(tmp_path / "run") + (tmp_path / "page.html").read_bytes()
    assert b"Dense" in written
    for form in (
        secret.encode(),
        base64.b64encode(secret.encode()),
        gzip.compress(secret.encode(), mtime=0)[10:-8],
    ):
        assert form not in written
