"""Ctrl-C at any moment finds the recording whole."""

import signal
import threading
import time

import pytest

from fittrace import load, record
from fittrace.trace import Hooked, emit, hook, loop
from fittrace.trace.catalogue import LossComputed, WeightCreated

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timer"),
    # Python tells of a Ctrl-C that came in a callback of the collector's, Hypothesis's, and swallows it
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Model(Hooked, named="name"):
    name = "model"

    @hook
    def fit(self, done):
        # comes to an end by itself, for the Ctrl-C that is swallowed
        for epoch in numbers(400):
            for step in numbers(3):
                self.train_step(epoch + step)
                done.append((epoch, step))

    @hook
    def train_step(self, x):
        emit(LossComputed, loss="mse", value=x)
        emit(WeightCreated, name="kernel", sample=[x])
        self.call(x)

    @hook
    def call(self, x):
        return x


@loop("number")
def numbers(count):
    yield from range(count)


@pytest.fixture
def alarm():
    """Raises KeyboardInterrupt in the main thread after so many seconds."""

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def steps_told(run):
    """For each step of the run its epoch, its index, and the loss and calls in it."""
    told, epoch = [], None
    for span in run.spans():
        if span.label == "number" and span.depth == 1:
            epoch = span.index
        elif span.label == "number":
            told.append([epoch, span.index])
        elif span.label == "Model.train_step":
            told[-1].append([fact.value for fact in span.facts if fact.kind == "LossComputed"])
    return told


def test_a_run_interrupted_at_any_moment_tells_what_happened_until_then(alarm, tmp_path):
    assert threading.current_thread() is threading.main_thread()
    for attempt in range(150):
        done = []
        with record() as run:
            try:
                alarm(0.0005 + attempt * 0.00003)
                Model().fit(done)
            except KeyboardInterrupt:
                pass
        told = steps_told(run)
        whole = [[epoch, step, [float(epoch + step)]] for epoch, step in done]
        assert told[: len(whole)] == whole
        assert len(told) - len(whole) in (0, 1)
        run.save(tmp_path / "run")
        assert steps_told(load(tmp_path / "run")) == told
        assert load(tmp_path / "run").calls == run.calls


def test_the_recording_goes_on_after_an_interrupt_that_was_caught(alarm):
    times = []
    with record() as run:
        for _ in range(100):
            done = []
            try:
                alarm(0.001)
                Model().fit(done)
            except KeyboardInterrupt:
                pass
            times.append(len(done))
            Model().call(0)
            time.sleep(0)
    outermost = [span for span in run.spans() if span.depth == 0]
    assert sum(span.label == "Model.call" for span in outermost) == 100
    assert all(span.finished for span in outermost)
    per_fit = [span.label for span in run.spans() if span.depth <= 1]
    assert per_fit.count("Model.fit") <= 100
    steps = len([1 for span in run.spans() if span.label == "Model.train_step"])
    assert sum(times) <= steps <= sum(times) + 100


def test_a_loop_written_by_hand_is_folded_whole_after_interrupts_that_were_caught(alarm):
    model, done = Model(), 0
    with record() as run:
        for _ in range(150):
            try:
                alarm(0.0007)
                for _ in range(1_000):
                    model.train_step(done)
                    done += 1
            except KeyboardInterrupt:
                pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        for _ in range(50):
            model.train_step(done)
            done += 1
    told = [span for span in run.spans() if span.label == "Model.train_step"]
    assert done <= len(told) <= done + 150
    assert all(span.depth == 0 for span in told)
    assert sum(fact.kind == "LossComputed" for span in told for fact in span.facts) >= done
    # the scan goes on at the right depth: what came last is folded
    assert run.tree().children[-1].label == "repeat"
