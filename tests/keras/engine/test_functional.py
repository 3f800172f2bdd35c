"""Models that are graphs of layers."""

import numpy as np
import pytest

from fittrace import keras, tf


def doubling(name):
    return keras.layers.Dense(2, kernel_initializer=lambda shape, dtype=None: 2 * np.eye(*shape), name=name)


def test_the_outputs_are_computed_layer_after_layer():
    i = keras.Input((2,))
    model = keras.Model(i, doubling("b")(doubling("a")(i)))

    assert model(np.array([[1.0, 2.0]])).numpy().tolist() == [[4.0, 8.0]]


def test_model_of_inputs_and_outputs_is_functional():
    i = keras.Input((2,))

    model = keras.Model(inputs=i, outputs=doubling("a")(i), name="m")

    assert type(model) is keras.models.Functional
    assert (model.name, model.output_names) == ("m", ["a"])


def test_layers_come_in_the_order_they_run():
    i = keras.Input((2,), name="i")
    early = doubling("early")(i)
    late = doubling("late")(doubling("middle")(early))

    model = keras.Model(i, keras.layers.Add(name="sum")([early, late]))

    assert [layer.name for layer in model.layers] == ["i", "early", "middle", "late", "sum"]


def test_outputs_keep_the_structure_they_were_given_in():
    i = keras.Input((2,))

    model = keras.Model(i, {"one": doubling("a")(i), "pair": [doubling("b")(i), i]})
    outputs = model(np.ones((1, 2)))

    assert sorted(outputs) == ["one", "pair"]
    assert outputs["pair"][1].numpy().tolist() == [[1.0, 1.0]]


def test_a_dictionary_of_inputs_goes_by_the_names_of_the_input_layers():
    a, b = keras.Input((1,), name="a"), keras.Input((1,), name="b")
    model = keras.Model([a, b], keras.layers.Subtract()([a, b]))

    assert model({"b": np.array([[1.0]]), "a": np.array([[5.0]])}).numpy().tolist() == [[4.0]]


def test_a_key_too_many_is_ignored_with_a_warning():
    a = keras.Input((1,), name="a")
    model = keras.Model(a, doubling("d")(a))

    with pytest.warns(UserWarning, match=r"has the keys \['more'\]"):
        model({"a": np.ones((1, 1)), "more": np.ones((1, 1))})


def test_integers_are_cast_to_the_dtype_of_the_input():
    i = keras.Input((2,))

    assert keras.Model(i, i * 1.0)(np.array([[1, 2]])).dtype.name == "float32"


def test_a_missing_last_axis_is_added():
    i = keras.Input((1,))
    model = keras.Model(i, doubling("d")(i))

    assert model(np.ones(4, "float32")).shape == (4, 2)


def test_two_outputs_of_one_layer_have_distinct_names():
    shared = doubling("shared")
    a, b = keras.Input((2,)), keras.Input((2,))

    model = keras.Model([a, b], [shared(a), shared(b)])

    assert model.output_names == ["shared", "shared_1"]


def test_a_model_may_begin_inside_another():
    i = keras.Input((2,))
    whole = keras.Model(i, doubling("b")(doubling("a")(i)))

    tail = keras.Model(whole.get_layer("b").input, whole.output)

    assert tail(np.array([[1.0, 2.0]])).numpy().tolist() == [[2.0, 4.0]]
    assert tail.get_layer("b") is whole.get_layer("b")


def test_the_output_shape_is_known_without_data():
    i = keras.Input((2,))
    model = keras.Model(i, [doubling("a")(i), keras.layers.Dense(5)(i)])

    assert [tuple(shape) for shape in model.compute_output_shape((7, 2))] == [(7, 2), (7, 5)]


def test_a_subclass_made_of_inputs_and_outputs_keeps_its_own_methods():
    class Loud(keras.Model):
        def train_step(self, data):
            return {"loud": tf.constant(1.0)}

    i = keras.Input((2,))
    model = Loud(i, doubling("a")(i))
    model.compile("sgd", "mse")

    history = model.fit(np.ones((4, 2)), np.ones((4, 2)), verbose=0)

    assert isinstance(model, keras.models.Functional)
    assert history.history == {"loud": [1.0]}


@pytest.mark.parametrize(
    ("ends", "problem"),
    [
        (lambda a, b: (a, keras.layers.Add()([a, b])), "The graph is disconnected"),
        (lambda a, b: ([a, a], doubling("d")(a)), "names the same tensor twice"),
        (lambda a, b: (np.ones((1, 2)), doubling("d")(a)), "`inputs` holds"),
        (lambda a, b: (a, np.ones((1, 2))), "`outputs` of model .* holds"),
        (lambda a, b: (a, doubling("d")(doubling("d")(a))), "Two layers of the model are called `d`"),
    ],
    ids=["disconnected", "twice", "no input", "no output", "names"],
)
def test_what_is_no_graph_is_refused(ends, problem):
    with pytest.raises(ValueError, match=problem):
        keras.Model(*ends(keras.Input((2,)), keras.Input((2,))))


def test_inputs_of_another_width_are_refused():
    i = keras.Input((2,), name="features")
    model = keras.Model(i, doubling("a")(i))

    with pytest.raises(ValueError, match=r"expected shape \(None, 2\), found \(1, 3\)"):
        model(np.ones((1, 3)))


def test_a_graph_may_be_deeper_than_python_recurses():
    i = tensor = keras.Input((2,))
    for _ in range(1200):
        tensor = keras.layers.Activation("linear")(tensor)

    model = keras.Model(i, tensor)

    assert len(model.layers) == 1201
