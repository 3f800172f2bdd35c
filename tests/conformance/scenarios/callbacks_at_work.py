"""Callbacks that stop, slow down, save and restore the training."""

import csv
import os
import tempfile

import numpy as np

from .common import compiled, data, numbers, scenario


def fitted(keras, *callbacks, model=None, epochs=4, verbose=0, **kwargs):
    """A model and the history of fitting it with these callbacks, on two sets of data."""
    x, y = data()
    model = model or compiled(keras, optimizer=keras.optimizers.SGD(2.0))
    settings = {"batch_size": 8, "shuffle": False, "validation_data": data(12, seed=9), **kwargs}
    history = model.fit(x, y, epochs=epochs, verbose=verbose, callbacks=list(callbacks), **settings)
    return model, history


def interruption(keras, epoch, batch):
    """A callback that ends the training before that batch of that epoch, as a power cut would."""

    class Interruption(keras.callbacks.Callback):
        def on_epoch_begin(self, index, logs=None):
            self.epoch = index

        def on_train_batch_begin(self, index, logs=None):
            if (self.epoch, index) == (epoch, batch):
                raise InterruptedError

    return Interruption()


@scenario
def early_stopping_on_a_baseline(keras, tf):
    callback = keras.callbacks.EarlyStopping(patience=2, baseline=0.5, restore_best_weights=True)
    model, history = fitted(keras, callback)
    return numbers(model, history, wait=int(callback.wait), best=float(callback.best))


@scenario
def early_stopping_from_a_later_epoch(keras, tf):
    callback = keras.callbacks.EarlyStopping("val_accuracy", start_from_epoch=2, restore_best_weights=True)
    model, history = fitted(keras, callback, epochs=6)
    return numbers(model, history, stopped=int(callback.stopped_epoch))


@scenario
def early_stopping_on_nothing(keras, tf):
    callback = keras.callbacks.EarlyStopping("no_such_metric", restore_best_weights=True)
    return numbers(*fitted(keras, callback, epochs=2))


@scenario
def plateau_with_cooldown(keras, tf):
    callback = keras.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=1, min_delta=1.0, cooldown=1, min_lr=0.6
    )
    model, history = fitted(keras, callback, epochs=6)
    return numbers(model, history, wait=int(callback.wait), cooldown=int(callback.cooldown_counter))


@scenario
def learning_rate_by_epoch_alone(keras, tf):
    return numbers(*fitted(keras, keras.callbacks.LearningRateScheduler(lambda epoch: 1.0 / (epoch + 1))))


@scenario
def learning_rate_that_is_no_float(keras, tf):
    fitted(keras, keras.callbacks.LearningRateScheduler(lambda epoch, rate: 1))


@scenario
def nan_ends_the_training(keras, tf):
    x, y = data()
    x[9] = np.nan
    history = compiled(keras).fit(
        x, y, epochs=2, batch_size=8, verbose=0, shuffle=False, callbacks=[keras.callbacks.TerminateOnNaN()]
    )
    return {"epoch": list(history.epoch)}


@scenario
def table_of_epochs(keras, tf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log.csv")
        for first in (0, 2):
            logger = keras.callbacks.CSVLogger(path, append=True)
            fitted(keras, logger, initial_epoch=first, epochs=first + 2)
        with open(path, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
    return {"header": header, "rows": [[float(cell) for cell in row] for row in rows]}


@scenario
def table_that_lacks_a_value(keras, tf):
    with tempfile.TemporaryDirectory() as folder:
        fitted(keras, keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")), validation_freq=[1])


@scenario
def checkpoint_of_the_best(keras, tf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "best.h5")
        callback = keras.callbacks.ModelCheckpoint(path, save_best_only=True, save_weights_only=True)
        model, history = fitted(keras, callback)
        model.load_weights(path)
        return numbers(model, history, best=float(callback.best))


@scenario
def checkpoints_by_batches(keras, tf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "{epoch}-{batch}.h5")
        callback = keras.callbacks.ModelCheckpoint(path, save_freq=2, save_weights_only=True)
        fitted(keras, callback)
        return {"files": sorted(os.listdir(folder))}


@scenario
def weights_loaded_before_they_are_made(keras, tf):
    def make():
        model = keras.models.Sequential(
            [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(3, "softmax")]
        )
        return compiled(keras, model, optimizer="adam")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "weights")
        first, _ = fitted(keras, model=make(), epochs=1)
        first.save_weights(path)
        second = make()
        second.load_weights(path)
        fitted(keras, model=first, epochs=1)
        fitted(keras, model=second, epochs=1)
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    same = [np.allclose(*pair, atol=1e-5) for pair in pairs]
    return {"same": same, "iterations": int(second.optimizer.iterations.numpy())}


def resumed(keras, epoch, batch, **kwargs):
    """A training that is interrupted, and goes on with a model of its own."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            backup = keras.callbacks.BackupAndRestore(folder, **kwargs)
            fitted(keras, backup, interruption(keras, epoch, batch), model=compiled(keras, optimizer="adam"))
        except InterruptedError:
            pass
        backup = keras.callbacks.BackupAndRestore(folder, **kwargs)
        model, history = fitted(keras, backup, model=compiled(keras, optimizer="adam"))
    return numbers(model, history, iterations=int(model.optimizer.iterations.numpy()))


@scenario
def interrupted_between_epochs(keras, tf):
    return resumed(keras, epoch=2, batch=0)


@scenario
def interrupted_within_an_epoch(keras, tf):
    return resumed(keras, epoch=1, batch=2, save_freq=2)


@scenario
def tensorboard_of_batches(keras, tf):
    with tempfile.TemporaryDirectory() as folder:
        schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 3, 0.5)
        model = compiled(keras, optimizer=keras.optimizers.SGD(schedule))
        callback = keras.callbacks.TensorBoard(
            folder, write_graph=False, histogram_freq=1, update_freq=2, write_steps_per_second=True
        )
        model, history = fitted(keras, callback, model=model, epochs=2)
        return numbers(model, history, runs=sorted(os.listdir(folder)))
