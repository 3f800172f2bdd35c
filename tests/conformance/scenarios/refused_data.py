"""Data and arguments that must be refused."""

import numpy as np

from .common import compiled, data, mlp, refusal


@refusal
def data_is_empty(keras, tf):
    compiled(keras).fit(np.zeros((0, 6), "float32"), np.zeros(0), verbose=0)


@refusal
def predict_on_nothing(keras, tf):
    compiled(keras).predict(np.zeros((0, 6), "float32"), verbose=0)


@refusal
def no_data_at_all(keras, tf):
    compiled(keras).fit(verbose=0)


@refusal
def loss_without_targets(keras, tf):
    x, _ = data()
    compiled(keras).fit(x, verbose=0)


@refusal
def targets_without_a_loss(keras, tf):
    x, y = data()
    m = mlp(keras)
    m.compile("sgd", run_eagerly=True)
    m.fit(x, y, verbose=0)


@refusal
def unknown_optimizer(keras, tf):
    mlp(keras).compile("no_such_optimizer", "mse")


@refusal
def unknown_metric(keras, tf):
    x, y = data()
    compiled(keras, metrics=["no_such_metric"]).fit(x, y, verbose=0)


@refusal
def unknown_keyword_of_compile(keras, tf):
    mlp(keras).compile("sgd", "mse", optimiser="adam")


@refusal
def unknown_keyword_of_evaluate(keras, tf):
    x, y = data()
    compiled(keras).evaluate(x, y, verbos=0)


@refusal
def unknown_keyword_of_a_layer(keras, tf):
    keras.layers.Dense(3, colour="red")


@refusal
def one_metric_twice(keras, tf):
    metric = keras.metrics.MeanSquaredError()
    mlp(keras).compile("sgd", "mse", metrics=[metric, metric])


@refusal
def two_metrics_of_one_name(keras, tf):
    x, y = data()
    compiled(keras, metrics=[keras.metrics.Mean(name="m"), keras.metrics.Mean(name="m")]).fit(x, y, verbose=0)


@refusal
def split_leaves_nothing(keras, tf):
    x, y = data(1)
    compiled(keras).fit(x, y, validation_split=0.5, verbose=0)


@refusal
def split_of_a_dataset(keras, tf):
    x, y = data()
    compiled(keras).fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4), validation_split=0.5, verbose=0)


@refusal
def sample_weight_with_dataset(keras, tf):
    x, y = data()
    compiled(keras).fit(
        tf.data.Dataset.from_tensor_slices((x, y)).batch(4), sample_weight=np.ones(24), verbose=0
    )


@refusal
def targets_with_generator(keras, tf):
    x, y = data()
    compiled(keras).fit(iter([(x, y)]), y, verbose=0)


@refusal
def targets_with_sequence(keras, tf):
    class Batches(keras.utils.Sequence):
        def __len__(self):
            return 1

        def __getitem__(self, i):
            return data()

    compiled(keras).fit(Batches(), np.ones(3), verbose=0)


@refusal
def generator_without_a_batch(keras, tf):
    compiled(keras).fit(iter([]), verbose=0)


@refusal
def dataset_without_end(keras, tf):
    x, y = data()
    compiled(keras).fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4).repeat(), verbose=0)


@refusal
def creator_without_steps(keras, tf):
    make = keras.utils.experimental.DatasetCreator(lambda context: tf.data.Dataset.range(3))
    compiled(keras).fit(make, verbose=0)


@refusal
def creator_of_nothing(keras, tf):
    keras.utils.experimental.DatasetCreator("not a function")


@refusal
def classes_with_a_gap(keras, tf):
    x, y = data()
    compiled(keras).fit(x, y, class_weight={0: 1.0, 2: 1.0}, verbose=0)


@refusal
def class_weight_for_two_outputs(keras, tf):
    x, y = data()
    i = keras.Input((6,))
    m = keras.Model(i, [keras.layers.Dense(1)(i), keras.layers.Dense(1)(i)])
    m.compile("sgd", "mse", run_eagerly=True)
    m.fit(x, [y, y], class_weight={0: 1.0, 1: 1.0, 2: 1.0}, verbose=0)


@refusal
def validation_freq_of_a_wrong_type(keras, tf):
    x, y = data()
    compiled(keras).fit(x, y, validation_data=(x, y), validation_freq="often", verbose=0)


@refusal
def batch_with_four_items(keras, tf):
    x, y = data()
    compiled(keras).fit(iter([(x, y, y, y)]), verbose=0)


@refusal
def steps_per_execution_without_steps(keras, tf):
    x, y = data()
    ds = tf.data.Dataset.from_tensor_slices((x, y)).filter(lambda a, b: True).batch(4)
    compiled(keras, steps_per_execution=2).fit(ds, verbose=0)
