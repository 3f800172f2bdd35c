"""Under a logical clock equal programs give equal runs."""

import pytest

from fittrace.trace import Hooked, LogicalClock, emit, hook, load, loop, record
from fittrace.trace.catalogue import LossComputed, WeightCreated


class Model(Hooked, named="name"):
    name = "model"

    @hook
    def fit(self, epochs):
        for epoch in range_of("epoch")(epochs):
            for step in range_of("step")(4):
                self.train_step(epoch + step)

    @hook
    def train_step(self, x):
        emit(LossComputed, loss="mse", value=x / 7)
        emit(WeightCreated, name="kernel", sample=[x])


def range_of(label):
    @loop(label)
    def numbers(count):
        yield from range(count)

    return numbers


def program():
    Model().fit(3)


def test_the_clock_advances_by_a_tick_each_time_it_is_read():
    clock = LogicalClock(tick=10)
    assert [clock(), clock(), clock()] == [10, 20, 30]


def test_two_recordings_of_one_program_save_the_same_bytes(tmp_path):
    for name in ("first", "second"):
        with record(clock=LogicalClock()) as run:
            program()
        run.save(tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_run_written_as_it_goes_is_the_run_saved_at_the_end(tmp_path, dump):
    with record(tmp_path / "written", clock=LogicalClock()) as run:
        program()
    run.save(tmp_path / "saved")
    written = load(tmp_path / "written")
    written.save(tmp_path / "written again")
    assert dump(written) == dump(run)
    assert (tmp_path / "written again").read_bytes() == (tmp_path / "saved").read_bytes()


def test_two_processes_save_the_same_bytes(process, tmp_path):
    script = """
        import sys
        from fittrace.trace import LogicalClock, hook, record
        @hook
        def work(): pass
        with record(clock=LogicalClock()) as run:
            for _ in range(10): work()
        run.save(sys.argv[1])
    """
    process(script, "first"), process(script, "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_the_header_of_a_logical_run_has_no_date():
    with record(clock=LogicalClock()) as run:
        pass
    assert (run.header.clock, run.header.started) == ("logical", None)


def test_the_header_tells_where_a_run_comes_from():
    import numpy

    import fittrace

    with record(script="train.py", arguments=["--epochs", "3"]) as run:
        pass
    header = run.header
    assert (header.script, header.arguments, header.clock) == ("train.py", ("--epochs", "3"), "machine")
    assert (header.fittrace, header.numpy) == (fittrace.__version__, numpy.__version__)
    assert header.started.endswith("+00:00")
    assert header.python.startswith("3.")


@pytest.mark.parametrize("folded", [1, 5])
def test_times_inside_folded_iterations_are_exact_when_all_take_the_same(folded):
    with record(clock=LogicalClock(tick=10**9)) as run:
        for step in range_of("step")(folded):
            Model().train_step(step)
    starts = [round(span.start) for span in run.spans()]
    assert starts == [1 + 4 * step + offset for step in range(folded) for offset in (0, 1)]
