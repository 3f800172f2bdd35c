"""A hook has the signature, the defaults and the errors of the function it stands for."""

import functools
import inspect

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fittrace.trace import Hooked, hook, record

FUNCTIONS = [
    lambda: None,
    lambda a: a,
    lambda a, /: a,
    lambda a, /, b: (a, b),
    lambda a, /, b=2, *, c: (a, b, c),
    lambda a, b=2, /, c=3, *rest, d, e=5, **more: (a, b, c, rest, d, e, more),
    lambda *rest: rest,
    lambda *rest, key=1: (rest, key),
    lambda **more: more,
    lambda *, c, d=4: (c, d),
    lambda a=1, *rest, **more: (a, rest, more),
]

CALLS = [((), {}), ((1,), {}), ((1, 2), {}), ((1, 2, 3, 4), {}), ((), {"a": 1}), ((1,), {"c": 3})]
CALLS += [((1,), {"d": 4, "x": 9}), ((1,), {"b": 5, "c": 6}), ((), {"c": 7}), ((), {"key": 2})]


def outcome(function, args, kwargs):
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        return str(error)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: str(inspect.signature(f)))
def test_every_way_to_call_gives_what_the_bare_function_gives(function):
    hooked = hook(function)
    expected = [outcome(function, *call) for call in CALLS]
    assert [outcome(hooked, *call) for call in CALLS] == expected
    with record():
        assert [outcome(hooked, *call) for call in CALLS] == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: str(inspect.signature(f)))
def test_the_signature_is_the_functions_own(function):
    hooked = hook(function)
    assert inspect.signature(hooked, follow_wrapped=False) == inspect.signature(function)
    assert inspect.getfullargspec(hooked) == inspect.getfullargspec(function)


def test_defaults_are_the_very_objects():
    default = object()

    @hook
    def function(a=default, *, b=default):
        return a, b

    assert function() == (default, default)
    assert function.__defaults__ == (default,)
    assert function.__kwdefaults__ == {"b": default}


def test_name_docstring_and_annotations_are_kept():
    @hook
    def train_step(data: int) -> float:
        """Run a step."""

    assert (train_step.__name__, train_step.__doc__) == ("train_step", "Run a step.")
    assert train_step.__annotations__ == {"data": int, "return": float}


def test_parameters_may_have_any_name():
    @hook
    def function(type, target, site, _lane, code, result, current_lane, self, EXIT, error):
        return [type, target, site, _lane, code, result, current_lane, self, EXIT, error]

    class Strange(Hooked):
        @hook
        def method(type, __private, target):
            return __private, target

    with record() as run:
        assert function(*range(10)) == list(range(10))
        assert Strange().method(1, target=2) == (1, 2)
    assert [span.label for span in run.spans()] == ["function", "Strange.method"]


def test_an_override_may_have_another_signature():
    class Layer(Hooked):
        @hook
        def call(self, inputs):
            return inputs

    class Attention(Layer):
        def call(self, query, value, *, mask=None, **kwargs):
            return query, value, mask, kwargs

    with record():
        assert Attention().call(1, value=2, mask=3, training=True) == (1, 2, 3, {"training": True})


def test_an_override_below_a_decorator_is_called_with_the_decorators_arguments():
    def with_training(function):
        @functools.wraps(function)
        def wrapped(self, *args, scale=10, **kwargs):
            return function(self, True, *args, **kwargs), scale

        return wrapped

    class Layer(Hooked):
        @hook
        def call(self, inputs):
            return inputs

    class Decorated(Layer):
        @with_training
        def call(self, training, inputs):
            return training, inputs

    with record() as run:
        assert Decorated().call("x") == ((True, "x"), 10)
    assert [span.label for span in run.spans()] == ["Decorated.call"]


def test_a_decorator_may_claim_any_signature():
    class Layer(Hooked):
        @hook
        def call(self, inputs):
            return inputs

    def call(self, *args):
        return args

    call.__signature__ = inspect.Signature([inspect.Parameter("fixed", inspect.Parameter.KEYWORD_ONLY)])
    claimed = type("Claimed", (Layer,), {"call": call})
    assert claimed().call(1, 2) == (1, 2)


def test_a_method_without_a_parameter_for_itself_fails_when_called_as_it_always_did():
    class Layer(Hooked):
        @hook
        def call(self, inputs):
            return inputs

    class Forgetful(Layer):
        def call():
            return 1

    class Starred(Layer):
        def call(*args):
            return args[1:]

    with record() as run:
        with pytest.raises(TypeError, match="takes 0 positional arguments but 1 was given"):
            Forgetful().call()
        assert Starred().call(1, 2) == (1, 2)
        assert Starred.call() == ()
    assert [span.label for span in run.spans()] == ["Starred.call", "NoneType.call"]


def test_missing_arguments_are_told_in_the_functions_own_name():
    class Layer(Hooked):
        @hook
        def build(self, input_shape):
            return input_shape

    with pytest.raises(TypeError, match=r"Layer\.build\(\) missing 1 required positional argument"):
        Layer().build()


@given(st.data())
def test_any_signature_gives_a_trampoline_that_passes_every_argument(data):
    kinds = list(inspect.Parameter.POSITIONAL_ONLY.__class__)
    counts = {kind: data.draw(st.integers(0, 1 if "VAR" in kind.name else 2)) for kind in kinds}
    with_default = data.draw(st.integers(0, counts[kinds[0]] + counts[kinds[1]]))
    positional = [f"p{place}" for place in range(counts[kinds[0]] + counts[kinds[1]])]
    required = len(positional) - with_default
    parts = [name if place < required else f"{name}={place}" for place, name in enumerate(positional)]
    if counts[kinds[0]]:
        parts.insert(counts[kinds[0]], "/")
    parts += ["*rest"] if counts[kinds[2]] else ["*"] if counts[kinds[3]] else []
    parts += [f"k{place}" + data.draw(st.sampled_from(["", "=7"])) for place in range(counts[kinds[3]])]
    parts += ["**more"] if counts[kinds[4]] else []
    namespace = {}
    exec(f"def function({', '.join(parts)}): return dict(locals())", namespace)
    bare = namespace["function"]
    args = tuple(range(100, 100 + required))
    kwargs = {f"k{place}": place for place in range(counts[kinds[3]])}
    with record() as run:
        assert hook(bare)(*args, **kwargs) == bare(*args, **kwargs)
    assert run.calls == 1
