"""Names of layers that are made while shapes are inferred: Keras numbers them by graph."""

from .attention import const_initializer
from .common import compiled, const, numbers, scenario
from .recurrent import series


@scenario
def layers_made_in_build(keras, tf):
    """A layer makes others in its `build`; they are numbered from the beginning, each time."""

    class Two(keras.layers.Layer):
        def build(self, input_shape):
            self.first = keras.layers.Dense(3, activation="relu", kernel_initializer=const)
            self.second = keras.layers.Dense(2, kernel_initializer=const)

        def call(self, inputs):
            return self.second(self.first(inputs))

    x, y = series()
    m = keras.models.Sequential(
        [keras.layers.Flatten(), keras.layers.Dense(4, kernel_initializer=const), Two(), Two()]
    )
    compiled(keras, m, optimizer="sgd", loss="mse", metrics=())
    history = m.fit(x, y, epochs=1, batch_size=4, verbose=0, shuffle=False)
    eager = Two()
    eager(x)
    return numbers(m, history, names=[w.name for w in m.weights], eager=[w.name for w in eager.weights])


@scenario
def attention_twice_with_dropout(keras, tf):
    x, y = series()
    inputs = keras.Input((4, 3))
    h = inputs
    for _ in range(2):
        attention = keras.layers.MultiHeadAttention(2, 3, kernel_initializer=const_initializer(keras))
        h = keras.layers.Add()([h, keras.layers.Dropout(0.0)(attention(h, h))])
    h = keras.layers.GlobalAveragePooling1D()(h)
    m = keras.Model(inputs, keras.layers.Dense(2, kernel_initializer=const)(h))
    compiled(keras, m, optimizer="sgd", loss="mse", metrics=())
    return numbers(m, m.fit(x, y, epochs=1, batch_size=4, verbose=0, shuffle=False))
