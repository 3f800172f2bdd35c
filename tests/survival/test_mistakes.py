"""Objects that cannot be looked at, clocks that fail, and mistakes of the recorder's own."""

import collections.abc
import re

import numpy as np
import pytest

import fittrace
from fittrace.trace import catalogue, emit, hook, loop, record

KINDS = ("CallFailed", "CompileConfigured", "LayerCalled", "WeightCreated", "WeightUpdated", "LogsRead")

HOSTILE = """
    class Hostile:
        '''Does not let anybody look at it.'''

        def fail(self, *_, **__):
            raise RuntimeError("not for you")

        __getattr__ = __repr__ = __str__ = __format__ = __eq__ = __ne__ = __len__ = __bool__ = fail
        __array__ = __float__ = __int__ = __index__ = __iter__ = __getitem__ = __contains__ = fail
        __hash__ = fail

    class HostileMeta(type):
        __name__ = property(Hostile.fail)
        __repr__ = __eq__ = Hostile.fail
        __hash__ = type.__hash__
"""


def test_callbacks_layers_and_logs_that_cannot_be_looked_at(unchanged):
    run = unchanged(
        HOSTILE
        + """
    class Watcher(keras.callbacks.Callback, metaclass=HostileMeta):
        __repr__ = __str__ = __format__ = __eq__ = __ne__ = Hostile.fail
        __hash__ = Hostile.fail

        def __getattr__(self, name):
            raise RuntimeError("not for you")

        def on_epoch_end(self, epoch, logs=None):
            logs["odd"] = Hostile()

    class Odd(keras.layers.Layer):
        __repr__ = __str__ = __format__ = Hostile.fail

        def call(self, inputs):
            return inputs * 2.0

        def get_config(self):
            return {"odd": Hostile()}

    with block():
        model = made(Odd())
        fit(model, callbacks=[Watcher()])
        print(told(model))
    """
    )
    assert run.ending.state == "finished"
    assert any(span.symbol.endswith("on_epoch_end") for span in run.spans())


def test_names_of_users_that_raise(unchanged):
    run = unchanged("""
        from fittrace.trace import Hooked, hook

        class Model(Hooked, named="name"):
            @property
            def name(self):
                raise RuntimeError("no name")

            @hook
            def fit(self):
                return 1

            def __getattr__(self, name):
                raise RuntimeError("not for you")

        with block():
            print(Model().fit() + Model().fit())
    """)
    assert [span.label for span in run.spans()] == ["Model.fit"] * 2


@pytest.mark.parametrize(
    "value",
    [
        "10**5000",
        "'x' * 10**7",
        "float('nan')",
        "np.full(10**6, np.inf)",
        "nested",
        "deep",
        "looped",
        "endless",
        "chr(0xD800)",
        "np.array([{1}, object()], dtype=object)",
        "np.zeros(3, dtype=[('a', 'f4')])",
    ],
)
def test_values_that_are_enormous_or_no_values(value, tmp_path):
    """What the rules make of them goes into the file; this needs no process of its own."""
    kinds = [getattr(catalogue, name) for name in KINDS]

    class Endless(collections.abc.Mapping):
        def __iter__(self):
            while True:
                yield "key"

        __getitem__ = __len__ = lambda self, *_: 1

    nested = [1.0]
    for _ in range(12):
        nested = [nested] * 64
    deep = 1.0
    for _ in range(60):
        deep = [deep] if _ % 2 else {"deep": deep}
    looped = []
    looped.append(looped)
    made = eval(value, {"np": np, "nested": nested, "deep": deep, "looped": looped, "endless": Endless()})
    with record() as run:
        for kind in kinds:
            emit(kind, **dict.fromkeys(kind.rules, made))
    run.save(tmp_path / "run")
    assert [fact.kind for fact in fittrace.load(tmp_path / "run").facts()] == [kind.kind for kind in kinds]
    assert (tmp_path / "run").stat().st_size < 300_000


CLOCKS = {
    "one that raises": "lambda: 1 / 0",
    "one that gives no number": "lambda: 'noon'",
    "one that goes back": "iter(range(10**9, 0, -1)).__next__",
    "one that gives too much": "lambda: 10**40",
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_fails(tmp_path, clock):
    @hook
    def work(number):
        return number

    @loop("step")
    def steps(count):
        yield from range(count)

    with record(tmp_path / "run", clock=eval(CLOCKS[clock])):
        assert [work(number) for number in steps(5)] == [0, 1, 2, 3, 4]
    run = fittrace.load(tmp_path / "run")
    assert (run.calls, run.ending.state) == (5, "finished")
    assert all(span.duration >= 0 for span in run.spans())


PLACES = {
    "stating a fact": "lane.Lane._keep",
    "beginning an iteration": "loops.Loops.begin",
    "ending an iteration": "loops.Loops.end",
    "naming a call": "hook.HookSite._interned",
    "a failed call": "lane.Lane.fail",
    "telling what is new": "runfile.increment.Increment.take",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_mistake_of_the_recorders_own(scene, place):
    module, kind, name = PLACES[place].rsplit(".", 2)
    body = f"""
        class Fails(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                raise ValueError("the data ran dry")

        def mistake(*_, **__):
            raise AssertionError("a mistake")

        with block():
            model = made()
            if HOW != "bare":
                module = importlib.import_module("fittrace.trace.{module}")
                module.{kind}.{name} = mistake
            fit(model)
            print(told(model))
            try:
                fit(model, callbacks=[Fails()])
            except ValueError as error:
                print(error, error.__context__, told(model))
    """
    bare, recorded = scene.outcomes(body, ways=("bare", "record"))
    assert (recorded.status, recorded.output) == (bare.status, bare.output) == (0, bare.output)
    assert recorded.error.count("\n") <= 1
    if place not in ("naming a call", "a failed call"):
        assert recorded.error.startswith("fittrace: ")
    if place != "telling what is new":
        assert scene.load().ending.state == "finished"


def test_an_exception_in_a_callback_is_the_trainings_own(scene):
    bare, recorded, command = scene.outcomes("""
        class Fails(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                if batch == 3:
                    raise ValueError("the data ran dry")
        model = made()
        try:
            with block():
                fit(model, callbacks=[Fails()])
        finally:
            print(told(model))
    """)
    assert recorded.status == bare.status == command.status == 1
    assert recorded.output == bare.output == command.output
    assert "ValueError: the data ran dry" in command.error
    assert without_hooks(recorded.error) == without_hooks(bare.error)
    run = scene.load()
    assert (run.ending.state, run.ending.raised.type) == ("raised", "ValueError")


def without_hooks(traceback):
    """A hook has another line in each of the two cases."""
    return re.sub(r'(File "<fittrace hook>", line )\d+', r"\1", traceback)
