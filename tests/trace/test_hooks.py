"""Which calls are recorded, and under which names."""

import abc

import pytest

from fittrace.trace import Hooked, hook, record
from fittrace.trace.hook import HookSite, symbol_module


class Layer(Hooked, named="_name"):
    def __init__(self, name="layer"):
        self._name = name

    @hook
    def __call__(self, x):
        return self.call(x)

    @hook
    def call(self, x):
        return x

    def helper(self, x):
        return x


class Dense(Layer):
    def call(self, x):
        return 2 * x


class Callback(Hooked):
    @hook
    def on_epoch_end(self, epoch):
        return epoch


class Adapter(Hooked):
    @staticmethod
    @hook
    def can_handle(x):
        return x is not None

    @classmethod
    @hook
    def made_from(cls, x):
        return cls


class ArrayAdapter(Adapter):
    @staticmethod
    def can_handle(x):
        return x == "array"

    @classmethod
    def made_from(cls, x):
        return super().made_from(x)


@hook
def select(x):
    return x


def test_a_declared_method_is_recorded(told):
    with record() as run:
        Callback().on_epoch_end(3)
    assert told(run) == ["Callback.on_epoch_end"]


def test_an_undeclared_method_is_not(told):
    with record() as run:
        Layer().helper(3)
    assert told(run) == []


def test_an_override_of_a_hook_is_a_hook_and_calls_nest(told):
    with record() as run:
        assert Dense("dense")(4) == 8
    assert told(run) == ["Dense.__call__ dense", "  Dense.call dense"]


def test_the_symbol_is_where_the_method_is_defined_and_the_label_is_the_runtime_class():
    with record() as run:
        Dense()(4)
    assert [(span.symbol, span.label) for span in run.spans()] == [
        ("user.Layer.__call__", "Dense.__call__"),
        ("user.Dense.call", "Dense.call"),
    ]


def test_instances_of_a_named_class_go_by_their_names(told):
    first, second = Dense("first"), Dense("second")
    with record() as run:
        first.call(1), second.call(1), first.call(1)
    assert [span.name for span in run.spans()] == ["first", "second", "first"]


def test_a_name_that_changes_is_told_as_it_was_at_the_call():
    layer = Dense("before")
    with record() as run:
        layer.call(1)
        layer._name = "after"
        layer.call(1)
    assert [span.name for span in run.spans()] == ["before", "after"]


@pytest.mark.parametrize("name", [None, 7, ["a", "list"]])
def test_a_name_that_is_no_text_is_no_name(name):
    layers = [Dense("named"), Dense(name), Dense(name)]
    with record() as run:
        assert [layer.call(1) for layer in layers] == [2, 2, 2]
    assert [span.name for span in run.spans()] == ["named", None, None]


def test_an_instance_without_its_name_yet_is_recorded_without_one(told):
    class Early(Layer):
        def __init__(self):
            self.call(1)
            super().__init__("late")

    with record() as run:
        Early().call(1)
    assert told(run) == ["Early.call", "Early.call late"]


def test_a_method_that_calls_its_own_super_implementation_is_one_span(told):
    class Logging(Callback):
        def on_epoch_end(self, epoch):
            return super().on_epoch_end(epoch) + 1

    class Louder(Logging):
        def on_epoch_end(self, epoch):
            return super().on_epoch_end(epoch) + 1

    with record() as run:
        assert Louder().on_epoch_end(1) == 3
    assert told(run) == ["Louder.on_epoch_end"]
    assert [span.symbol for span in run.spans()] == ["user.Louder.on_epoch_end"]


def test_what_happens_before_the_super_call_does_not_make_it_a_span(told):
    class Both(Layer):
        def call(self, x):
            y = Dense("inner").call(x)
            return super().call(y)

    with record() as run:
        assert Both("both").call(1) == 2
    assert told(run) == ["Both.call both", "  Dense.call inner"]


def test_a_super_call_on_another_object_is_a_span_of_its_own(told):
    class Pair(Layer):
        def call(self, x):
            return super().call(x) + Layer.call(Pair("other"), x)

    with record() as run:
        Pair("one").call(1)
    assert told(run) == ["Pair.call one", "  Pair.call other"]


def test_the_base_implementation_called_beside_the_override_is_a_span_of_its_own(told):
    dense = Dense("dense")
    with record() as run:
        Layer.call(dense, 1)
    assert told(run) == ["Dense.call dense"]
    assert [span.symbol for span in run.spans()] == ["user.Layer.call"]


def test_a_super_call_from_another_method_is_a_span_of_its_own(told):
    class Detour(Layer):
        def __call__(self, x):
            return super().call(x)

        def call(self, x):
            raise AssertionError("not called")

    with record() as run:
        Detour("detour")(1)
    assert told(run) == ["Detour.__call__ detour", "  Detour.call detour"]


def test_recursion_is_not_taken_for_a_super_call(told):
    class Nested(Layer):
        def call(self, x):
            return self.call(x - 1) if x else 0

    with record() as run:
        Nested("n").call(2)
    assert told(run) == ["Nested.call n", "  Nested.call n", "    Nested.call n"]


def test_a_static_method_is_labelled_by_the_class_that_defines_it(told):
    with record() as run:
        assert Adapter.can_handle(1)
        assert not ArrayAdapter.can_handle(1)
        assert ArrayAdapter().can_handle("array")
    assert told(run) == ["Adapter.can_handle", "ArrayAdapter.can_handle", "ArrayAdapter.can_handle"]


def test_a_class_method_is_labelled_by_the_class_it_is_called_on(told):
    with record() as run:
        assert ArrayAdapter.made_from(1) is ArrayAdapter
        assert Adapter().made_from(1) is Adapter
    assert told(run) == ["ArrayAdapter.made_from", "Adapter.made_from"]


def test_a_plain_function_is_labelled_by_its_bare_name():
    with record() as run:
        assert select(5) == 5
    assert [(span.label, span.symbol) for span in run.spans()] == [("select", "user.select")]


def test_a_nested_function_is_labelled_by_its_bare_name():
    def make_function():
        @hook
        def train_function(x):
            return x + 1

        return train_function

    with record() as run:
        assert make_function()(1) + make_function()(1) == 4
    assert [span.label for span in run.spans()] == ["train_function", "train_function"]


def test_the_users_own_classes_get_the_symbol_of_class_and_method():
    class Outer:
        class MyLayer(Layer):
            def call(self, x):
                return x

    with record() as run:
        Outer.MyLayer("mine").call(1)
    assert [span.symbol for span in run.spans()] == ["user.MyLayer.call"]


def test_a_function_that_became_a_method_later_on_has_the_methods_name():
    def anything(self, x):
        return -x

    class Borrowed(Layer):
        call = anything
        __call__ = lambda self, x: x  # noqa: E731  a lambda is what is tested

    with record() as run:
        Borrowed("b").call(1), Borrowed("b")(1)
    assert [(s.symbol, s.label) for s in run.spans()] == [
        ("user.Borrowed.call", "Borrowed.call"),
        ("user.Borrowed.__call__", "Borrowed.__call__"),
    ]


def test_a_mixin_without_hooks_that_overrides_a_hook_is_recorded(told):
    class Doubling:
        def call(self, x):
            return 2 * super().call(x)

    class Mixed(Doubling, Layer):
        pass

    class Derived(Mixed):
        pass

    with record() as run:
        assert Mixed("mixed")(1) == 2
        assert Derived("derived").call(1) == 2
    assert told(run) == ["Mixed.__call__ mixed", "  Mixed.call mixed", "Derived.call derived"]
    assert [span.symbol for span in run.spans()][1] == "user.Doubling.call"


def test_a_class_that_inherits_a_hook_from_one_base_and_no_hook_from_the_other(told):
    class Saver(Hooked):
        def save(self):
            return "saved"

    class Both(Saver, Callback):
        pass

    with record() as run:
        assert Both().save() == "saved"
        assert Both().on_epoch_end(1) == 1
    assert told(run) == ["Both.on_epoch_end"]


def test_an_alias_of_a_hook_is_recorded_once(told):
    class Renamed(Dense):
        call = Layer.call

    with record() as run:
        assert Renamed("r").call(3) == 3
    assert told(run) == ["Renamed.call r"]


def test_an_abstract_hook_stays_abstract(told):
    class Base(Hooked, abc.ABC):
        @abc.abstractmethod
        @hook
        def call(self): ...

    class Concrete(Base):
        def call(self):
            return 1

    with pytest.raises(TypeError, match="abstract"):
        Base()
    with record() as run:
        Concrete().call()
    assert told(run) == ["Concrete.call"]


def test_what_replaces_a_hook_but_is_no_function_is_left_alone():
    class Fixed(Layer):
        call = 5

    class Computed(Layer):
        call = property(lambda self: 6)

    assert (Fixed().call, Computed().call) == (5, 6)


def test_class_arguments_give_the_module_of_the_symbols(told):
    class Tape(Hooked, module="tensorflow"):
        @hook
        def gradient(self):
            return 1

    class MyTape(Tape):
        def gradient(self):
            return 2

    with record() as run:
        Tape().gradient(), MyTape().gradient()
    symbols = [span.symbol.split(".") for span in run.spans()]
    assert (symbols[0][0], symbols[0][-2:]) == ("tensorflow", ["Tape", "gradient"])
    assert symbols[1] == ["user", "MyTape", "gradient"]


@pytest.mark.parametrize(
    ("module", "shown"),
    [
        ("fittrace.keras.engine.base_layer", "keras.engine.base_layer"),
        ("fittrace.keras.losses._regression", "keras.losses"),
        ("fittrace.keras.engine.training._fit._steps", "keras.engine.training"),
        ("__main__", "user"),
        ("some.package", "user"),
        ("fittracers.module", "user"),
    ],
)
def test_modules_lose_the_packages_name_and_underscored_parts(module, shown):
    assert symbol_module(module) == shown


def test_a_function_of_the_engine_has_its_modules_symbol():
    def relu(x): ...

    relu.__module__, relu.__qualname__ = "fittrace.keras.activations", "relu"
    assert HookSite(relu, None, None, "none", None, None).symbol == "keras.activations.relu"


@pytest.mark.parametrize("wrong", [staticmethod(len), classmethod(len), property(len), print, 5])
def test_hook_refuses_what_is_not_a_function(wrong):
    with pytest.raises(TypeError, match="@hook decorates a function"):
        hook(wrong)


def test_nobody_recording_nothing_changes():
    assert (Dense()(4), Callback().on_epoch_end(1), Adapter.can_handle(None), select(1)) == (8, 1, False, 1)


def test_calls_are_counted_without_loops_and_supers():
    with record() as run:
        Dense()(1), select(1)
    assert run.calls == 3
