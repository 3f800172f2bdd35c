"""Losses and metrics added to graphs; and clones of models that have some."""

import numpy as np
import pytest

from fittrace import keras, tf

X = np.random.default_rng(0).standard_normal((8, 4)).astype("float32")


def stack():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="d")])


def test_a_loss_on_a_graph_is_a_layer_that_no_output_depends_on():
    model = stack()
    model.add_loss(tf.reduce_sum(model.output))
    assert [type(layer).__name__ for layer in model.layers] == ["Dense", "TFOpLambda", "AddLoss"]
    assert model(X).shape == (8, 3)
    assert np.isclose(model.losses[0], np.sum(model(X).numpy()), rtol=1e-4)


def test_a_metric_on_a_graph_is_the_mean_over_the_epoch():
    model = stack()
    model.add_metric(tf.reduce_sum(model.output, axis=1), name="sum")
    model.compile("sgd", "mse")
    found = model.evaluate(X, np.zeros((8, 3)), batch_size=3, verbose=0, return_dict=True)["sum"]
    assert found == pytest.approx(float(model.predict(X, verbose=0).sum(1).mean()), rel=1e-4)


def test_only_the_inputs_of_the_model_may_be_used():
    with pytest.raises(ValueError, match="disconnected"):
        stack().add_loss(tf.reduce_sum(keras.Input((2,))))


def test_a_clone_has_other_weights_and_the_same_losses():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(3, name="d")(inputs))
    model.add_loss(tf.reduce_sum(model.output))
    model.add_metric(tf.reduce_max(model.output), name="top")
    clone = keras.models.clone_model(model)
    assert [layer.name for layer in clone.layers] == [layer.name for layer in model.layers]
    assert clone.get_layer("d").kernel is not model.get_layer("d").kernel
    clone.set_weights(model.get_weights())
    assert np.allclose(clone(X), model(X))
    assert np.allclose(clone.losses, model.losses)


def test_a_clone_can_have_other_layers_in_place_of_the_given_ones():
    clone = keras.models.clone_model(stack(), clone_function=lambda layer: keras.layers.Dense(7))
    assert clone.output_shape == (None, 7)


def test_a_stack_is_cloned_onto_one_input_only():
    with pytest.raises(ValueError, match="2 tensors"):
        keras.models.clone_model(stack(), input_tensors=[keras.Input((4,)), keras.Input((4,))])
    tensor = keras.layers.Dense(4)(keras.Input((4,)))
    with pytest.raises(ValueError, match=r"keras\.Input"):
        keras.models.clone_model(stack(), input_tensors=tensor)


def test_a_users_own_model_is_cloned_by_its_config():
    class Net(keras.Model):
        def __init__(self, units):
            super().__init__()
            self.units = units

    assert keras.models.clone_model(Net(3)).units == 3
    with pytest.raises(ValueError, match="`clone_function`"):
        keras.models.clone_model(Net(3), clone_function=lambda layer: layer)


def test_a_stack_with_a_loss_on_its_graph_is_not_cloned_as_in_keras():
    model = stack()
    model.add_loss(tf.reduce_sum(model.output))
    with pytest.raises(TypeError, match="losses or metrics on its graph"):
        keras.models.clone_model(model)
