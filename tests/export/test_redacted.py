"""Redacted exports hold no value, no text and no path, in any format."""

import gzip
from contextlib import suppress

import pytest

from fittrace.export import FORMATS
from fittrace.report.redact import RedactedRun
from fittrace.trace import Hooked, emit, hook, record
from fittrace.trace.catalogue import LossComputed, StopRequested, WeightCreated

from .test_otlp import collector

__all__ = ["collector"]  # a fixture

SECRETS = ("secret", "0.123456", "987654")


class Model(Hooked, named="name"):
    name = "public"

    @hook
    def fit(self):
        emit(LossComputed, loss="mse", value=0.123456)
        emit(WeightCreated, name="kernel", layer="public", sample=[987654.0])
        raise ValueError("a secret of the data")


@pytest.fixture(scope="module")
def run():
    with suppress(ValueError), record(script="/home/secret/train.py") as run:
        emit(StopRequested, by="nobody")
        Model().fit()
    return run


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_no_secret_is_in_any_file(run, tmp_path, suffix):
    options = {"step": "run"} if "step" in FORMATS[suffix].options else {}
    for name in ("whole", "redacted"):
        run.export(tmp_path / f"{name}{suffix}", redact=name == "redacted", **options)
    read = gzip.decompress if suffix == ".json.gz" else bytes
    redacted = read((tmp_path / f"redacted{suffix}").read_bytes()).decode("utf-8", "replace")
    assert [secret for secret in SECRETS if secret in redacted] == []
    if suffix == ".jsonl":
        assert all(secret in (tmp_path / f"whole{suffix}").read_text() for secret in SECRETS[1:])
        assert "public" in redacted
        assert "ValueError" in redacted


def test_a_redacted_run_cannot_be_exported_whole(run, tmp_path):
    exported = RedactedRun(run).export(tmp_path / "run.json")
    assert "987654" not in (tmp_path / "run.json").read_text()
    assert "the run is redacted" in exported.left_out[-1]


def test_no_secret_is_sent(run, collector):
    run.export(otlp=collector.address, redact=True)
    sent = "".join(str(request) for _, request in collector.requests)
    assert "Model.fit" in sent
    assert [secret for secret in SECRETS if secret in sent] == []
