"""What must be refused."""

from .common import compiled, data, mlp, scenario


@scenario
def error_fit_before_compile(keras, tf):
    x, y = data()
    mlp(keras).fit(x, y, verbose=0)


@scenario
def error_lengths_differ(keras, tf):
    x, y = data()
    compiled(keras).fit(x, y[:-1], verbose=0)


@scenario
def error_wrong_input_width(keras, tf):
    x, y = data()
    m = keras.models.Sequential([keras.layers.Dense(3, input_shape=(5,))])
    compiled(keras, m).fit(x, y, verbose=0)


@scenario
def error_unknown_loss(keras, tf):
    x, y = data()
    compiled(keras, loss="no_such_loss").fit(x, y, verbose=0)


@scenario
def error_y_with_dataset(keras, tf):
    x, y = data()
    compiled(keras).fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(4), y, verbose=0)


@scenario
def error_no_adapter(keras, tf):
    compiled(keras).fit({"a": "text"}, object(), verbose=0)
