"""What somebody holds never changes: batches, gradients, weights that were read, the user's own arrays."""

import numpy as np
import pytest

from fittrace import keras, record, tf


def data(n=24):
    rng = np.random.default_rng(0)
    return rng.random((n, 4), "float32"), rng.integers(0, 3, n)


def model(optimizer="rmsprop", cls=keras.Sequential):
    keras.utils.set_random_seed(1)
    made = cls([keras.layers.Dense(5, "relu"), keras.layers.Dense(3, "softmax")])
    made.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


class Holding(keras.Sequential):
    """Keeps everything that goes through its step, with a copy taken at once."""

    def train_step(self, batch):
        x, y = batch
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        read = [variable.value() for variable in self.trainable_variables]
        for tensor in (x, y, loss, *gradients, *read):
            self.held.append((tensor, tensor.numpy().copy()))
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss}


@pytest.mark.parametrize("shuffle", [True, False, "batch"])
@pytest.mark.parametrize("optimizer", ["rmsprop", "sgd", "adam"])
def test_tensors_kept_from_a_step_keep_their_values(optimizer, shuffle):
    holding = model(optimizer, Holding)
    holding.held = []
    holding.fit(*data(), batch_size=8, epochs=2, shuffle=shuffle, verbose=0)
    assert len(holding.held) == 6 * 11
    assert all(np.array_equal(tensor.numpy(), copy) for tensor, copy in holding.held)


@pytest.mark.parametrize("shuffle", [True, False])
def test_fit_learns_from_the_data_as_it_was_when_fit_began(shuffle):
    """As in Keras, which makes tensors of the arrays first."""
    x, y = data()
    wipe = keras.callbacks.LambdaCallback(on_batch_begin=lambda batch, logs: x.fill(0))
    untouched = model()
    untouched.fit(x.copy(), y, batch_size=8, shuffle=shuffle, verbose=0)
    spoilt = model()
    spoilt.fit(x, y, batch_size=8, shuffle=shuffle, verbose=0, callbacks=[wipe])
    assert all(
        np.array_equal(a, b) for a, b in zip(untouched.get_weights(), spoilt.get_weights(), strict=True)
    )


def test_a_batch_can_be_trained_on_after_the_arrays_are_gone():
    x, y = data()
    kept = []

    class Keeping(keras.Sequential):
        def train_step(self, batch):
            kept.append(batch)
            return super().train_step(batch)

    model(cls=Keeping).fit(x, y, batch_size=8, shuffle=False, verbose=0)
    expected = x[8:16].copy()
    x.fill(np.nan)
    assert np.array_equal(kept[1][0].numpy(), expected)


@pytest.mark.parametrize("optimizer", ["rmsprop", "sgd", "adam"])
def test_recording_changes_no_bit_of_the_weights(optimizer):
    plain = model(optimizer)
    plain.fit(*data(), batch_size=7, epochs=3, verbose=0)
    recorded = model(optimizer)
    with record():
        recorded.fit(*data(), batch_size=7, epochs=3, verbose=0)
    assert all(
        a.tobytes() == b.tobytes() for a, b in zip(plain.get_weights(), recorded.get_weights(), strict=True)
    )
