"""Who is told what, and when."""

from .common import compiled, data, numbers, scenario


def recorder(keras, log):
    class Recorder(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            log.append(["on_train_begin", None, sorted(logs or {})])

        def on_train_end(self, logs=None):
            log.append(["on_train_end", None, sorted(logs or {})])

        def on_test_begin(self, logs=None):
            log.append(["on_test_begin", None, sorted(logs or {})])

        def on_test_end(self, logs=None):
            log.append(["on_test_end", None, sorted(logs or {})])

        def on_predict_begin(self, logs=None):
            log.append(["on_predict_begin", None, sorted(logs or {})])

        def on_predict_end(self, logs=None):
            log.append(["on_predict_end", None, sorted(logs or {})])

        def on_epoch_begin(self, index, logs=None):
            log.append(["on_epoch_begin", int(index), sorted(logs or {})])

        def on_epoch_end(self, index, logs=None):
            log.append(["on_epoch_end", int(index), sorted(logs or {})])

        def on_train_batch_begin(self, index, logs=None):
            log.append(["on_train_batch_begin", int(index), sorted(logs or {})])

        def on_train_batch_end(self, index, logs=None):
            log.append(["on_train_batch_end", int(index), sorted(logs or {})])

        def on_test_batch_begin(self, index, logs=None):
            log.append(["on_test_batch_begin", int(index), sorted(logs or {})])

        def on_test_batch_end(self, index, logs=None):
            log.append(["on_test_batch_end", int(index), sorted(logs or {})])

        def on_predict_batch_begin(self, index, logs=None):
            log.append(["on_predict_batch_begin", int(index), sorted(logs or {})])

        def on_predict_batch_end(self, index, logs=None):
            log.append(["on_predict_batch_end", int(index), sorted(logs or {})])

    return Recorder()


@scenario
def callback_hooks_and_logs(keras, tf):
    x, y = data()
    log = []
    m = compiled(keras)
    m.fit(
        x,
        y,
        epochs=2,
        batch_size=12,
        validation_split=0.25,
        callbacks=[recorder(keras, log)],
        verbose=0,
        shuffle=False,
    )
    m.evaluate(x, y, verbose=0, callbacks=[recorder(keras, log)])
    m.predict(x, verbose=0, callbacks=[recorder(keras, log)])
    return {"log": log}


@scenario
def callback_order(keras, tf):
    x, y = data()
    compiled(keras).fit(
        x,
        y,
        epochs=1,
        batch_size=12,
        verbose=1,
        callbacks=[keras.callbacks.TerminateOnNaN(), keras.callbacks.EarlyStopping(monitor="loss")],
    )


@scenario
def lambda_callback(keras, tf):
    """Hooks that are attributes of the instance, not methods of the class."""
    x, y = data()
    log = []
    cb = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: log.append(["begin", epoch]),
        on_batch_end=lambda batch, logs: log.append(["batch", batch]),
        on_train_end=lambda logs: log.append(["over", sorted(logs or {})]),
    )
    compiled(keras).fit(x, y, epochs=2, batch_size=12, callbacks=[cb], verbose=0, shuffle=False)
    return {"log": log}


@scenario
def stop_training_mid_epoch(keras, tf):
    x, y = data()

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                self.model.stop_training = True

    m = compiled(keras)
    h = m.fit(x, y, epochs=3, batch_size=6, callbacks=[Stop()], verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def early_stopping_restores(keras, tf):
    x, y = data()
    xv, yv = data(12, seed=9)
    m = compiled(keras, optimizer=keras.optimizers.SGD(2.0))
    es = keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, restore_best_weights=True)
    h = m.fit(
        x, y, epochs=12, batch_size=8, validation_data=(xv, yv), callbacks=[es], verbose=0, shuffle=False
    )
    return numbers(m, h, stopped=int(es.stopped_epoch))


@scenario
def learning_rate_callbacks(keras, tf):
    x, y = data()
    m = compiled(keras, optimizer=keras.optimizers.SGD(0.5))
    h = m.fit(
        x,
        y,
        epochs=6,
        batch_size=8,
        verbose=0,
        shuffle=False,
        callbacks=[
            keras.callbacks.LearningRateScheduler(lambda e, lr: lr * 0.9 if e < 3 else lr),
            keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=0.5),
        ],
    )
    return numbers(m, h)
