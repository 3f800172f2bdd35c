"""Exceptions: which calls they ended, what they said and where they came from."""

import inspect

import pytest

from fittrace.trace import Hooked, hook, loop, record


class Model(Hooked):
    @hook
    def fit(self, function):
        return function()

    @hook
    def step(self, function):
        return function()


@loop("step")
def steps(count):
    yield from range(count)


model = Model()


def fail(message="bad shape"):
    raise ValueError(message)


FAIL_LINE = inspect.getsourcelines(fail)[1] + 1


def exceptions(run):
    return [(span.label, span.exception and span.exception.message) for span in run.spans()]


def test_every_call_that_the_exception_ended_tells_it():
    with record() as run, pytest.raises(ValueError, match="bad shape"):
        model.fit(lambda: model.step(fail))
    fit, step = run.spans()
    assert fit.exception == step.exception
    assert (step.exception.type, step.exception.message) == ("ValueError", "bad shape")
    assert step.exception.where == (f"{__file__}:{FAIL_LINE} in fail",)
    assert fit.finished


def test_the_exception_is_a_fact_stated_once_in_the_innermost_call():
    with record() as run, pytest.raises(ValueError, match="bad shape"):
        model.fit(lambda: model.step(fail))
    (fact,) = run.facts("ExceptionRaised")
    assert (fact.type, fact.message, fact.span.label) == ("ValueError", "bad shape", "Model.step")


def test_the_exception_that_leaves_the_block_is_the_runs_ending():
    with pytest.raises(ValueError, match="bad shape"), record() as run:
        model.fit(fail)
    assert run.ending.state == "raised"
    assert (run.ending.raised.type, run.ending.raised.message) == ("ValueError", "bad shape")
    assert [place.rpartition(" ")[2] for place in run.ending.raised.where] == [
        inspect.currentframe().f_code.co_name,
        "fit",
        "fail",
    ]
    assert run.ending.nanoseconds > 0


def test_a_run_without_an_exception_finished():
    with record() as run:
        assert run.ending.state == "recording"
    assert (run.ending.state, run.ending.raised) == ("finished", None)


def test_ctrl_c_interrupts():
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), record() as run:
        model.fit(interrupt)
    assert run.ending.state == "interrupted"
    assert [span.exception.type for span in run.spans()] == ["KeyboardInterrupt"]


def test_a_caught_exception_ends_only_the_calls_inside():
    def careful():
        with pytest.raises(ValueError, match="bad"):
            model.step(fail)
        model.step(lambda: None)

    with record() as run:
        model.fit(careful)
    assert exceptions(run) == [("Model.fit", None), ("Model.step", "bad shape"), ("Model.step", None)]
    assert run.ending.state == "finished"


def test_another_exception_raised_after_a_caught_one_is_told_as_itself():
    def replaced():
        try:
            model.step(lambda: fail("first"))
        except ValueError:
            pass
        raise ValueError("second")

    with record() as run, pytest.raises(ValueError, match="second"):
        model.fit(replaced)
    assert exceptions(run) == [("Model.fit", "second"), ("Model.step", "first")]


def test_an_exception_raised_from_another_is_told_as_itself():
    def chained():
        try:
            model.step(fail)
        except ValueError as error:
            raise KeyError("other") from error

    with record() as run, pytest.raises(KeyError):
        model.fit(chained)
    assert exceptions(run) == [("Model.fit", "'other'"), ("Model.step", "bad shape")]


def test_an_exception_kept_and_raised_again_elsewhere_is_told_there_too():
    kept = []

    def keep():
        try:
            model.step(fail)
        except ValueError as error:
            kept.append(error)

    def raise_kept():
        raise kept[0]

    with record() as run:
        model.fit(keep)
        with pytest.raises(ValueError, match="bad"):
            model.step(raise_kept)
    assert exceptions(run) == [("Model.fit", None), ("Model.step", "bad shape"), ("Model.step", "bad shape")]
    (*_, last) = run.spans()
    assert last.exception.type == "ValueError"


def test_calls_while_the_exception_passes_do_not_hide_it():
    def with_cleanup():
        try:
            model.step(fail)
        finally:
            model.step(lambda: None)

    with record() as run, pytest.raises(ValueError, match="bad"):
        model.fit(with_cleanup)
    assert exceptions(run) == [("Model.fit", "bad shape"), ("Model.step", "bad shape"), ("Model.step", None)]


def test_equal_exceptions_in_a_loop_are_told_each_time():
    def again():
        for _ in steps(2):
            fail()

    with record() as run:
        for _ in range(3):
            with pytest.raises(ValueError, match="bad"):
                model.fit(again)
    assert exceptions(run) == [("Model.fit", "bad shape"), ("step", "bad shape")] * 3


def test_calls_that_fail_alike_in_every_iteration_are_folded_and_told():
    with record() as run:
        for step in steps(5):
            with pytest.raises(ValueError, match="bad"):
                model.step(lambda step=step: fail(f"bad {step}"))
    (node,) = run.tree().children
    assert (node.count, node.children[0].failed, node.children[0].exception.message) == (5, True, "bad 0")
    assert [span.exception.message for span in run.spans() if span.label == "Model.step"] == [
        "bad 0",
        *[""] * 4,
    ]


def test_the_exception_passes_on_as_it_was_raised():
    class Odd(Exception):
        def __init__(self):
            self.args = (1, 2)

    error = Odd()

    def raise_it():
        raise error

    with pytest.raises(Odd) as bare:
        raise_it()
    before = (dict(vars(error)), error.args, error.__cause__, error.__context__, error.__suppress_context__)
    with record(), pytest.raises(Odd) as caught:
        model.fit(raise_it)
    assert caught.value is bare.value
    after = (dict(vars(error)), error.args, error.__cause__, error.__context__, error.__suppress_context__)
    assert after == before


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


class Elusive(Exception):
    def __getattribute__(self, name):
        raise RuntimeError(f"no {name}")


@pytest.mark.parametrize("error", [Unprintable, Elusive])
def test_an_exception_that_cannot_be_looked_at_passes_on_all_the_same(error):
    def raise_it():
        raise error

    with record() as run:
        try:
            model.fit(raise_it)
        except error:
            caught = True
    assert caught
    assert [span.exception.type for span in run.spans()] == [error.__name__]


def test_a_run_ended_by_an_exception_that_cannot_be_printed_says_so():
    with pytest.raises(Unprintable), record() as run:
        raise Unprintable
    assert (run.ending.raised.type, run.ending.raised.message) == (
        "Unprintable",
        "not readable: RuntimeError",
    )


def test_the_message_of_one_that_cannot_be_printed_says_so():
    with record() as run:
        try:
            model.fit(lambda: (_ for _ in ()).throw(Unprintable()))
        except Unprintable:
            pass
    assert next(run.spans()).exception.message == "not readable: RuntimeError"


def test_a_system_exit_passes_and_is_told():
    with pytest.raises(SystemExit), record() as run:
        model.fit(lambda: (_ for _ in ()).throw(SystemExit(3)))
    assert (run.ending.raised.type, run.ending.raised.message) == ("SystemExit", "3")


def test_a_stop_iteration_through_a_hook_stays_one():
    with record() as run, pytest.raises(StopIteration):
        model.fit(lambda: next(iter([])))
    assert [span.exception.type for span in run.spans()] == ["StopIteration"]


def test_the_traceback_of_the_caller_ends_where_the_exception_was_raised():
    import traceback

    with record():
        try:
            model.fit(fail)
        except ValueError as error:
            frames = traceback.extract_tb(error.__traceback__)
    assert frames[-1].name == "fail"
    assert [frame.name for frame in frames if frame.filename == __file__][1:] == ["fit", "fail"]


def test_the_run_does_not_keep_the_exception_alive():
    import gc
    import weakref

    class Traced(Exception):
        pass

    def raise_it():
        raise Traced

    gc.disable()
    try:
        with record():
            try:
                model.fit(raise_it)
            except Traced as error:
                alive = weakref.ref(error)
            assert alive() is None
    finally:
        gc.enable()
