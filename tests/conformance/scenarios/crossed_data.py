"""Kinds of data and of models, weights and steps, crossed with one another."""

import numpy as np

from .common import compiled, data, mlp, numbers, refusal, scenario
from .crossed import batches, dense, graph, in_sequence, subclass, two_heads


@scenario
def graph_on_a_dataset_validated_by_a_generator(keras, tf):
    x, y = data(26)
    m = compiled(keras, graph(keras))
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(8)
    h = m.fit(ds, epochs=2, verbose=0, validation_data=batches(x[:9], y[:9], 4), validation_steps=2)
    return numbers(m, h)


@scenario
def subclass_on_a_sequence_validated_by_a_dataset(keras, tf):
    x, y = data(22)
    m = compiled(keras, subclass(keras), optimizer="adam")
    ds = tf.data.Dataset.from_tensor_slices((x[:10], y[:10])).batch(4)
    h = m.fit(in_sequence(keras, x, y, 8), epochs=2, verbose=0, shuffle=False, validation_data=ds)
    return numbers(m, h)


@scenario
def generator_validated_by_a_sequence_every_other_epoch(keras, tf):
    x, y = data(20)
    m = compiled(keras)
    h = m.fit(
        batches(x, y, 8),
        steps_per_epoch=2,
        epochs=3,
        verbose=0,
        validation_data=in_sequence(keras, x[:6], y[:6], 4),
        validation_freq=[1, 3],
    )
    return numbers(m, h)


@scenario
def one_generator_for_everything(keras, tf):
    """What a pipeline had read ahead is lost when it ends."""
    x, y = data(50)
    m, source = compiled(keras), batches(x, y, 4)
    h = m.fit(source, steps_per_epoch=2, epochs=2, verbose=0)
    evaluated = [m.evaluate(source, steps=2, verbose=0), m.evaluate(source, steps=1, verbose=0)]
    again = m.fit(source, steps_per_epoch=2, verbose=0)
    return numbers(m, h, evaluated=evaluated, again=again.history)


@scenario
def endless_dataset_in_steps(keras, tf):
    x, y = data(20)
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(6).repeat()
    m = compiled(keras, subclass(keras))
    h = m.fit(
        ds, steps_per_epoch=3, epochs=3, initial_epoch=1, verbose=0, validation_data=ds, validation_steps=1
    )
    return numbers(m, h)


@scenario
def sample_weights_for_training_and_validation(keras, tf):
    x, y = data(20)
    w = np.linspace(0.5, 1.5, 20).astype("float32")
    m = graph(keras)
    m.compile(
        "sgd",
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["accuracy", "sparse_categorical_crossentropy"],
        run_eagerly=True,
    )
    h = m.fit(
        x, y, sample_weight=w, epochs=2, batch_size=7, verbose=0, shuffle=False, validation_data=(x, y, 2 * w)
    )
    return numbers(m, h, evaluate=m.evaluate(x, y, sample_weight=w, verbose=0, return_dict=True))


@scenario
def class_weight_and_sample_weight_together(keras, tf):
    x, y = data(18)
    w = np.linspace(0.5, 1.5, 18).astype("float32")
    m = compiled(keras, weighted_metrics=[])
    h = m.fit(
        x,
        y,
        sample_weight=w,
        class_weight={0: 2.0, 1: 0.5, 2: 1.0},
        epochs=1,
        batch_size=5,
        verbose=0,
        shuffle=False,
    )
    return numbers(m, h)


@scenario
def class_weight_on_a_dataset(keras, tf):
    x, y = data(18)
    ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(5)
    m = compiled(keras, subclass(keras))
    h = m.fit(ds, class_weight={0: 2.0, 1: 0.5, 2: 1.0}, epochs=2, verbose=0)
    return numbers(m, h)


@scenario
def class_weight_on_a_sequence_of_one_hot_targets(keras, tf):
    x, y = data(18)
    m = compiled(keras, loss="categorical_crossentropy", metrics=["accuracy", keras.metrics.Recall()])
    targets = np.eye(3, dtype="float32")[y]
    h = m.fit(
        in_sequence(keras, x, targets, 7),
        class_weight={0: 2.0, 1: 0.5, 2: 1.0},
        epochs=1,
        verbose=0,
        shuffle=False,
    )
    return numbers(m, h)


@scenario
def dictionary_of_heads_with_weights_and_a_split(keras, tf):
    x, y = data(24)
    m = two_heads(keras)
    m.compile(
        keras.optimizers.Adam(0.01, clipnorm=1.0),
        loss={"kind": keras.losses.SparseCategoricalCrossentropy(), "size": keras.losses.Huber()},
        loss_weights={"kind": 0.5, "size": 2.0},
        metrics={"size": "mae"},
        weighted_metrics={"kind": "accuracy"},
        run_eagerly=True,
    )
    targets = {"kind": y, "size": x.sum(1, keepdims=True)}
    weights = {"kind": np.linspace(0, 1, 24), "size": np.linspace(1, 2, 24)}
    h = m.fit(
        x,
        targets,
        sample_weight=weights,
        epochs=2,
        batch_size=8,
        verbose=0,
        shuffle=False,
        validation_split=0.25,
    )
    return numbers(m, h, predict=m.predict(x[:5], batch_size=2, verbose=0))


@scenario
def predictions_of_other_sizes(keras, tf):
    x, _ = data(23)
    m = mlp(keras)
    first = m(x[:4])
    compiled(keras, m)
    return {
        "first": first,
        "partial": m.predict(x, batch_size=10, verbose=0),
        "one": m.predict(x[:1], verbose=0),
        "batch": m.predict_on_batch(x[:13]),
        "steps": m.predict(x, batch_size=5, steps=2, verbose=0),
        "all": m.predict(tf.data.Dataset.from_tensor_slices(x).batch(9), verbose=0),
    }


@scenario
def several_steps_an_execution(keras, tf):
    x, y = data(24)
    m = graph(keras)
    m.compile(
        "sgd",
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=True,
        steps_per_execution=2,
    )
    h = m.fit(x, y, epochs=2, batch_size=6, verbose=0, shuffle=False, validation_data=(x[:12], y[:12]))
    return numbers(m, h, predict=m.predict(x, batch_size=6, verbose=0))


@scenario
def inputs_of_a_dataset_by_name(keras, tf):
    x, y = data()
    a, b = keras.Input((4,), name="a"), keras.Input((2,), name="b")
    z = keras.layers.Concatenate()([a, b])
    m = compiled(keras, keras.Model([a, b], dense(keras, 3, "softmax")(z)))
    ds = tf.data.Dataset.from_tensor_slices(
        ({"b": x[:, 4:], "a": x[:, :4]}, y, np.ones(24, "float32"))
    ).batch(9)
    h = m.fit(ds, epochs=1, verbose=0, validation_data=ds, validation_steps=1)
    return numbers(m, h, predict=m.predict(ds.map(lambda x, y, w: x), verbose=0))


@refusal
def class_weight_for_a_dictionary_of_heads(keras, tf):
    x, y = data()
    m = two_heads(keras)
    m.compile("sgd", {"kind": "sparse_categorical_crossentropy", "size": "mse"}, run_eagerly=True)
    m.fit(x, {"kind": y, "size": x[:, :1]}, class_weight={0: 1.0, 1: 2.0, 2: 1.0}, verbose=0)


@refusal
def class_weight_without_a_class(keras, tf):
    x, y = data()
    compiled(keras).fit(x, y, class_weight={0: 1.0, 1: 2.0}, verbose=0)


@refusal
def split_of_a_sequence(keras, tf):
    x, y = data()
    compiled(keras).fit(in_sequence(keras, x, y, 8), validation_split=0.2, verbose=0)


@scenario
def epoch_after_the_data_has_ended(keras, tf):
    """An epoch without a batch has the metrics where they start, and the validation of every epoch."""
    x, y = data(16)
    m = compiled(keras)
    h = m.fit(
        x, y, epochs=3, batch_size=32, steps_per_epoch=2, verbose=0, shuffle=False, validation_data=(x, y)
    )
    return numbers(m, h)


@scenario
def single_batches_where_an_execution_was_cut_short(keras, tf):
    """A step function that is made while an epoch has one batch left takes one batch for good."""
    x, y = data(7)
    m = mlp(keras)
    m.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True, steps_per_execution=2)
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False, validation_data=(x, y))
    return numbers(m, h, test=m.test_on_batch(x, y), predict=m.predict(x, batch_size=4, verbose=0))
