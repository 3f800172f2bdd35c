"""tf.Module: what it finds in attributes, and how it names things."""

from __future__ import annotations

from typing import Any

import pytest

from fittrace import keras, tf


class Part(tf.Module):
    def __init__(self, name: str | None = None) -> None:
        super().__init__(name=name)
        self.w = tf.Variable([1.0], name="w")
        self.b = tf.Variable([2.0], name="b", trainable=False)
        self.more = {"z": tf.Variable(1.0, name="z"), "a": [tf.Variable(2.0, name="a")]}

    @tf.Module.with_name_scope
    def make(self, value: float) -> Any:
        return tf.Variable(value, name="made")


class Whole(tf.Module):
    def __init__(self) -> None:
        super().__init__()
        self.part = Part("first")
        self.same = self.part
        self.own = tf.Variable(3.0, name="own")
        self.layers = [Part()]


def names(items: Any) -> list[str]:
    return [item.name.partition(":")[0] for item in items]


def test_a_module_finds_variables_its_own_first_and_each_once() -> None:
    whole = Whole()
    assert names(whole.variables) == ["own", "b", "a", "z", "w", "b", "a", "z", "w"]
    assert names(whole.trainable_variables) == ["own", "a", "z", "w", "a", "z", "w"]
    assert names(whole.non_trainable_variables) == ["b", "b"]
    assert names(whole.submodules) == ["part", "first"]


def test_a_keras_layer_is_a_module() -> None:
    class Headed(tf.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = keras.layers.Dense(2, name="head")
            self.scale = tf.Variable(1.0, name="scale")

    module = Headed()
    module.head(tf.ones([1, 3]))
    assert isinstance(module.head, tf.Module)
    assert names(module.trainable_variables) == ["scale", "head/kernel", "head/bias"]
    assert module.submodules == (module.head,)


@pytest.mark.parametrize(
    ("class_name", "name"),
    [("Dense", "dense"), ("MyLayer2D", "my_layer2_d"), ("HTTPServer", "http_server"), ("A1b", "a1b")],
)
def test_a_module_is_named_after_its_class(class_name: str, name: str) -> None:
    assert type(class_name, (tf.Module,), {})().name == name


def test_variables_carry_the_modules_name() -> None:
    assert Part("first").make(1.0).name == "first/made:0"


def test_a_name_must_be_an_identifier() -> None:
    with pytest.raises(ValueError, match="'a b'"):
        tf.Module(name="a b")


def test_modules_that_hold_each_other_end() -> None:
    a, b = tf.Module(name="a"), tf.Module(name="b")
    a.other, b.other, b.v = b, a, tf.Variable(1.0, name="v")  # type: ignore[attr-defined]
    assert names(a.variables) == ["v"]
    assert a.submodules == (b,)
