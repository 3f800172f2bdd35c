"""Convolution, pooling, padding, cropping and upsampling, in models of every kind."""

import numpy as np

from .common import compiled, const, numbers, scenario


def images(n=10, rows=8, columns=6, channels=2, classes=3, seed=21):
    r = np.random.default_rng(seed)
    x = r.standard_normal((n, rows, columns, channels)).astype("float32")
    return x, r.integers(0, classes, n)


@scenario
def text_convnet(keras, tf):
    r = np.random.default_rng(20)
    x, y = r.integers(0, 12, (14, 9)), r.integers(0, 2, (14, 1)).astype("float32")
    m = keras.models.Sequential(
        [
            keras.layers.Embedding(12, 4, embeddings_initializer=const),
            keras.layers.Conv1D(
                5, 3, padding="causal", dilation_rate=2, activation="relu", kernel_initializer=const
            ),
            keras.layers.MaxPooling1D(2),
            keras.layers.Conv1D(4, 2, strides=2, padding="same", kernel_initializer=const),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(1, activation="sigmoid", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="adam", loss="binary_crossentropy")
    h = m.fit(x, y, epochs=2, batch_size=5, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x[:3], verbose=0))


@scenario
def convolutional_autoencoder(keras, tf):
    x, _ = images()
    inputs = keras.Input(shape=(8, 6, 2))
    h = keras.layers.Conv2D(4, 3, strides=2, padding="same", activation="relu", kernel_initializer=const)(
        inputs
    )
    h = keras.layers.ZeroPadding2D(((1, 0), (0, 1)))(h)
    h = keras.layers.Conv2DTranspose(3, 3, strides=2, kernel_initializer=const, activation="tanh")(h)
    h = keras.layers.Cropping2D(((2, 1), (1, 2)))(h)
    outputs = keras.layers.Conv2D(2, 1, kernel_initializer=const)(h)
    m = keras.Model(inputs, outputs)
    compiled(keras, m, optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mae"])
    h = m.fit(x, x, epochs=2, batch_size=5, verbose=0, shuffle=False, validation_split=0.2)
    return numbers(m, h, evaluate=m.evaluate(x, x, verbose=0))


@scenario
def separable_convnet_with_input_shape(keras, tf):
    x, y = images()
    m = keras.models.Sequential(
        [
            keras.layers.SeparableConv2D(
                4,
                3,
                depth_multiplier=2,
                padding="same",
                input_shape=(8, 6, 2),
                depthwise_initializer=const,
                pointwise_initializer=const,
            ),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.DepthwiseConv2D(3, activation="relu", depthwise_initializer=const),
            keras.layers.AveragePooling2D(2, strides=1),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="rmsprop")
    h = m.fit(x, y, epochs=2, batch_size=5, verbose=0, shuffle=False)
    return numbers(m, h, params=m.count_params(), weights_names=[w.name for w in m.weights])


@scenario
def convolution_penalties_and_constraints(keras, tf):
    x, y = images()
    m = keras.models.Sequential(
        [
            keras.layers.Conv2D(
                4,
                (3, 2),
                kernel_initializer=const,
                kernel_regularizer="l2",
                bias_regularizer=keras.regularizers.L1(0.01),
                activity_regularizer=keras.regularizers.L2(0.001),
                kernel_constraint=keras.constraints.MaxNorm(0.5, axis=[0, 1, 2]),
                bias_constraint="non_neg",
            ),
            keras.layers.MaxPooling2D((3, 2), strides=(2, 1), padding="same"),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="sgd")
    h = m.fit(x, y, epochs=2, batch_size=5, verbose=0, shuffle=False)
    return numbers(m, h, losses=len(m.losses))


@scenario
def upsampling_in_a_subclassed_model(keras, tf):
    x, _ = images()

    class UpAndDown(keras.Model):
        def __init__(self):
            super().__init__()
            self.down = keras.layers.AveragePooling2D()
            self.mix = keras.layers.Conv2D(4, 3, padding="same", groups=2, kernel_initializer=const)
            self.up = keras.layers.UpSampling2D(2)
            self.last = keras.layers.Conv2D(2, 3, padding="same", kernel_initializer=const)

        def call(self, inputs):
            return inputs + self.last(self.up(tf.nn.relu(self.mix(self.down(inputs)))))

    m = compiled(keras, UpAndDown(), optimizer="adam", loss="mse", metrics=[])
    h = m.fit(x, np.tanh(x), epochs=2, batch_size=5, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def images_of_unknown_size(keras, tf):
    x, y = images()
    inputs = keras.Input(shape=(None, None, 2))
    h = keras.layers.Conv2D(4, 3, activation="relu", kernel_initializer=const)(inputs)
    h = keras.layers.MaxPooling2D()(h)
    h = keras.layers.Conv2DTranspose(3, 2, strides=2, kernel_initializer=const)(h)
    outputs = keras.layers.Dense(3, activation="softmax", kernel_initializer=const)(
        keras.layers.GlobalAveragePooling2D()(h)
    )
    m = keras.Model(inputs, outputs)
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=5, verbose=0, shuffle=False)
    return numbers(m, h, other_size=m.predict(np.ones((2, 12, 5, 2), "float32"), verbose=0))


@scenario
def window_larger_than_the_image(keras, tf):
    keras.models.Sequential([keras.Input((8, 6, 2)), keras.layers.MaxPooling2D(7)])


@scenario
def convolution_larger_than_the_image(keras, tf):
    x, y = images()
    m = keras.models.Sequential([keras.layers.Conv2D(2, 9), keras.layers.Flatten(), keras.layers.Dense(3)])
    compiled(keras, m).fit(x, y, verbose=0)


@scenario
def channels_that_do_not_form_groups(keras, tf):
    x, _ = images()
    keras.layers.Conv2D(6, 3, groups=3)(x)


@scenario
def convolution_of_other_channels(keras, tf):
    x, _ = images()
    layer = keras.layers.Conv2D(2, 3)
    layer(x)
    layer(x[..., :1])
