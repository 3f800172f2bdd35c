"""Record from the real Keras what the scenarios do: the goldens beside this file.

Run by hand, in an environment of its own, since Keras 2.12 needs Python 3.11 and old numpy::

    pip install "tensorflow-cpu==2.12.0"
    python -m tests.conformance.record_real              # every scenario, into tests/conformance/golden
    python -m tests.conformance.record_real --check      # only compare with the goldens that are there
    python -m tests.conformance.record_real NAME ...

Every class of Keras is gone through once and the methods of the vocabulary are wrapped; classes that
a scenario defines are wrapped as they come into being.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import inspect
import io
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras as real_keras
import tensorflow as tf
from keras import callbacks, constraints, initializers, losses, regularizers
from keras.engine import base_layer, compile_utils, data_adapter, training
from keras.optimizers import optimizer
from keras.optimizers.schedules import learning_rate_schedule

from .canonical import CONSTRUCTORS, FUNCTION_MODULES, FUNCTIONS, METHODS, canonical_rows
from .compare import difference_of_calls, difference_of_errors, difference_of_numbers, plain
from .scenarios import NUMBERS_ONLY, SCENARIOS

GOLDEN = Path(__file__).parent / "golden"

Call = tuple[int, str, str, "str | None"]


class Recorder:
    """The calls of the main thread, in order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.depth = 0
        self.on = False

    @contextlib.contextmanager
    def call(self, label: str, symbol: str = "", name: str | None = None) -> Iterator[None]:
        """One call, around what it does."""
        if not self.on or threading.current_thread() is not threading.main_thread():
            yield
            return
        self.calls.append((self.depth, label, symbol, name))
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1


RECORDER = Recorder()


def main() -> int:
    """Record or check; exit status 1 where a golden differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="scenarios; all of them unless named")
    parser.add_argument("--check", action="store_true", help="compare with the goldens, write nothing")
    arguments = parser.parse_args()
    instrument()
    failed = 0
    for name in arguments.names or SCENARIOS:
        golden = GOLDEN / f"{name}.json"
        outcome = run(name)
        if arguments.check:
            problem = differences(name, json.loads(golden.read_text(encoding="utf-8")), outcome)
            failed += problem is not None
            print("ok  " if problem is None else "FAIL", name, problem or "")
        else:
            golden.write_text(json.dumps(outcome, separators=(",", ":")), encoding="utf-8")
            print(name, len(outcome["calls"]), "calls", outcome.get("error", ""))
    return 1 if failed else 0


def run(name: str) -> dict[str, Any]:
    """The outcome of one scenario, as a golden holds it."""
    tf.keras.backend.clear_session()
    tf.keras.utils.set_random_seed(7)
    outcome: dict[str, Any] = {"scenario": name, "keras": real_keras.__version__}
    RECORDER.calls, RECORDER.depth, RECORDER.on = [], 0, True
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            outcome["result"] = plain(SCENARIOS[name](tf.keras, tf))
    except Exception as error:
        outcome["error"] = type(error).__name__
    finally:
        RECORDER.on = False
    outcome["calls"] = canonical_rows(RECORDER.calls)
    return outcome


def differences(name: str, expected: dict[str, Any], found: dict[str, Any]) -> str | None:
    """How two outcomes differ, if they do."""
    if expected.get("error") or found.get("error"):
        return difference_of_errors(expected.get("error"), found.get("error"))
    numbers = difference_of_numbers(expected["result"], found["result"])
    calls = None if name in NUMBERS_ONLY else difference_of_calls(expected["calls"], found["calls"])
    return "\n".join(filter(None, (numbers, calls))) or None


# what is wrapped


ROOTS: dict[str, tuple[type, ...]] = {
    "model": (training.Model,),
    "layer": (base_layer.Layer,),
    "data": (data_adapter.DataAdapter, data_adapter.DataHandler),
    "container": (compile_utils.LossesContainer, compile_utils.MetricsContainer),
    "callback": (callbacks.Callback, callbacks.CallbackList),
    "optimizer": (optimizer._BaseOptimizer,),
    "tape": (tf.GradientTape,),
    "value": (
        losses.Loss,
        real_keras.metrics.Metric,
        learning_rate_schedule.LearningRateSchedule,
        initializers.initializers.Initializer,
        regularizers.Regularizer,
        constraints.Constraint,
    ),
}
"""The classes whose methods, and whose subclasses' methods, belong to the vocabulary."""


def instrument() -> None:
    """Wrap every method and function of the vocabulary."""
    for roots in ROOTS.values():
        for root in roots:
            for cls in [root, *subclasses(root)]:
                wrap_class(cls)
            wrap_future_subclasses(root)
    wrap_functions()
    wrap_step_functions()
    wrap_attributes_of_callbacks()
    show_autograph_the_original()


def subclasses(base: type) -> Iterator[type]:
    """Every class below `base`."""
    for cls in base.__subclasses__():
        yield cls
        yield from subclasses(cls)


def wrap_class(cls: type) -> None:
    """Wrap what the class itself defines."""
    for kind, roots in ROOTS.items():
        if issubclass(cls, roots):
            for name in METHODS[kind].split():
                wrap_method(cls, name)
    if cls.__name__ in CONSTRUCTORS or cls.__name__.endswith("Adapter"):
        wrap_method(cls, "__init__")


def wrap_future_subclasses(root: type) -> None:
    """Wrap classes that are derived from `root` later on."""
    inherited = root.__init_subclass__.__func__ if "__init_subclass__" in vars(root) else None  # type: ignore[attr-defined]

    def init_subclass(cls: type, **kwargs: Any) -> None:
        if inherited is not None:
            inherited(cls, **kwargs)
        else:
            super(root, cls).__init_subclass__(**kwargs)
        wrap_class(cls)

    root.__init_subclass__ = classmethod(init_subclass)  # type: ignore[assignment,method-assign]


def wrap_method(cls: type, name: str) -> None:
    """Wrap one method, if the class itself defines it."""
    attribute = vars(cls).get(name)
    target = getattr(attribute, "__func__", attribute)
    if not isinstance(target, FunctionType) or hasattr(target, "_recorded"):
        return
    if isinstance(attribute, staticmethod):

        @functools.wraps(target)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with RECORDER.call(f"{cls.__name__}.{name}"):
                return target(*args, **kwargs)

    else:

        @functools.wraps(target)
        def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
            own_name = getattr(self, "_name", None) if isinstance(self, base_layer.Layer) else None
            with RECORDER.call(f"{type(self).__name__}.{name}", name=own_name):
                return target(self, *args, **kwargs)

    mark(wrapper, target)
    setattr(cls, name, staticmethod(wrapper) if isinstance(attribute, staticmethod) else wrapper)


def mark(wrapper: Callable[..., Any], target: Callable[..., Any]) -> None:
    """Keep the signature: Keras looks at the arguments of `call`."""
    wrapper._recorded = True  # type: ignore[attr-defined]
    wrapper.__signature__ = inspect.signature(target)  # type: ignore[attr-defined]


def wrap_functions() -> None:
    """Put a wrapper in the place of each function, wherever a module of Keras holds it."""
    wrappers: dict[FunctionType, Callable[..., Any]] = {}
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("keras.")]
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and is_function_of_interest(module, name, value):
                wrappers[value] = wrap_function(value)
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, FunctionType) and value in wrappers:
                setattr(module, name, wrappers[value])


def is_function_of_interest(module: ModuleType, name: str, value: FunctionType) -> bool:
    if value.__module__ != module.__name__ or hasattr(value, "_recorded"):
        return False
    if name in FUNCTIONS:
        return True
    technical = name.startswith("_") or name in ("get", "serialize", "deserialize")
    return f"{module.__name__}.".startswith(FUNCTION_MODULES) and not technical


def wrap_function(target: FunctionType) -> Callable[..., Any]:
    @functools.wraps(target)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with RECORDER.call(target.__name__, f"{target.__module__}.{target.__name__}"):
            return target(*args, **kwargs)

    mark(wrapper, target)
    return wrapper


def wrap_step_functions() -> None:
    """Functions that exist only inside `make_train_function` and its like.

    They can be seen where they are run eagerly.  The step function is a variable the made function
    closes over; what it defines in turn, `run_step`, is handed to the distribution strategy.
    """
    for method in ("make_train_function", "make_test_function", "make_predict_function"):
        made = getattr(training.Model, method)

        def make(self: Any, *args: Any, _made: Any = made, **kwargs: Any) -> Any:
            function = _made(self, *args, **kwargs)
            if isinstance(function, FunctionType) and not hasattr(function, "_recorded"):
                for variable, cell in zip(function.__code__.co_freevars, function.__closure__, strict=True):
                    if variable == "step_function":
                        cell.cell_contents = wrap_function(cell.cell_contents)
                function = wrap_function(function)
                setattr(self, function.__name__, function)
            return function

        functools.update_wrapper(make, made)
        mark(make, made)
        setattr(training.Model, method, make)
    run_in_replica = tf.distribute.Strategy.run

    def run(self: Any, fn: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(fn, "__name__", "") != "run_step":
            return run_in_replica(self, fn, *args, **kwargs)
        with RECORDER.call("run_step"):
            return run_in_replica(self, fn, *args, **kwargs)

    base = next(cls for cls in tf.distribute.Strategy.__mro__ if "run" in vars(cls))
    base.run = run


def wrap_attributes_of_callbacks() -> None:
    """A hook that is an attribute of a callback rather than a method, where the list calls it."""
    told = set(METHODS["callback"].split()) - {"on_batch_begin", "on_batch_end", "_add_default_callbacks"}
    add_defaults = callbacks.CallbackList._add_default_callbacks

    def add(self: Any, *args: Any, **kwargs: Any) -> None:
        add_defaults(self, *args, **kwargs)
        for callback in self.callbacks:
            for name in told & vars(callback).keys():
                setattr(callback, name, wrap_attribute(type(callback).__name__, name, vars(callback)[name]))

    functools.update_wrapper(add, add_defaults)
    callbacks.CallbackList._add_default_callbacks = add


def wrap_attribute(owner: str, name: str, target: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        with RECORDER.call(f"{owner}.{name}"):
            return target(*args, **kwargs)

    return wrapper


def show_autograph_the_original() -> None:
    """Have AutoGraph rewrite the user's own method, not the wrapper around it.

    What runs then is the rewritten copy: the method itself is not called, and not recorded.
    """
    autograph = base_layer.tf.__internal__.autograph
    convert = autograph.tf_convert

    def tf_convert(f: Any, *args: Any, **kwargs: Any) -> Any:
        function = getattr(f, "__func__", f)
        if hasattr(function, "_recorded") and not function.__module__.startswith("keras."):
            f = MethodType(function.__wrapped__, f.__self__)
        return convert(f, *args, **kwargs)

    autograph.tf_convert = tf_convert


if __name__ == "__main__":
    sys.exit(main())
