"""What belongs to a layer."""

import pytest

from fittrace import keras, tf


class Holder(keras.layers.Layer):
    def call(self, inputs):
        return inputs


def dense(name, units=2):
    layer = keras.layers.Dense(units, name=name)
    layer.build((None, 3))
    return layer


def names(layer):
    return [inner.name for inner in layer._flatten_layers(include_self=False)]


def test_a_layer_assigned_to_an_attribute_is_owned():
    holder = Holder()

    holder.inner = dense("inner")

    assert names(holder) == ["inner"]


def test_a_layer_appended_to_a_list_later_is_owned():
    holder = Holder()
    holder.blocks = []

    holder.blocks.append(dense("late"))

    assert names(holder) == ["late"]


def test_dictionaries_are_read_in_the_order_of_their_keys():
    holder = Holder()

    holder.heads = {"b": dense("second"), "a": dense("first")}

    assert names(holder) == ["first", "second"]


def test_a_layer_held_twice_is_counted_once():
    holder = Holder()
    shared = dense("shared")

    holder.one, holder.pair = shared, (shared, shared)

    assert names(holder) == ["shared"]


def test_a_replaced_layer_is_no_longer_owned():
    holder = Holder()
    holder.inner = dense("old")

    holder.inner = dense("new")

    assert names(holder) == ["new"]


def test_a_deleted_layer_is_no_longer_owned():
    holder = Holder()
    holder.inner = dense("inner")

    del holder.inner

    assert names(holder) == []


def test_a_replaced_layer_that_another_attribute_holds_stays():
    holder = Holder()
    holder.one = holder.other = dense("kept")

    holder.one = None

    assert names(holder) == ["kept"]


def test_variables_are_weights_trainable_ones_apart():
    holder = Holder()

    holder.scale = tf.Variable(1.0, name="scale")
    holder.count = tf.Variable(0, trainable=False, name="count")

    assert [v.name for v in holder.trainable_weights] == ["scale:0"]
    assert [v.name for v in holder.non_trainable_weights] == ["count:0"]


def test_a_replaced_variable_keeps_its_place():
    holder = Holder()
    holder.a, holder.b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")

    holder.a = tf.Variable(3.0, name="again")

    assert [v.name for v in holder.weights] == ["again:0", "b:0"]


def test_a_variable_put_into_a_list_later_is_a_weight():
    holder = Holder()
    holder.tables = []

    holder.tables.append(tf.Variable(1.0, name="table"))

    assert [v.name for v in holder.weights] == ["table:0"]


def test_a_metric_is_a_metric_and_no_layer():
    holder = Holder()

    holder.mean = keras.metrics.Mean(name="mean")

    assert names(holder) == []
    assert [metric.name for metric in holder.metrics] == ["mean"]


def test_layers_go_depth_first():
    outer, middle = Holder(name="outer"), Holder(name="middle")
    middle.inner = dense("inner")

    outer.middle, outer.last = middle, dense("last")

    assert names(outer) == ["middle", "inner", "last"]


def test_attributes_may_be_set_before_the_constructor_of_layer_ran():
    class Early(keras.layers.Layer):
        def __init__(self):
            self.inner = dense("early")
            super().__init__()

    assert names(Early()) == ["early"]


def test_a_computed_attribute_cannot_be_assigned():
    with pytest.raises(AttributeError, match="`weights` of Holder cannot be assigned to"):
        Holder().weights = []
