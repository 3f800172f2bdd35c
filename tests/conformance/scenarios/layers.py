"""Layers with state, shapes or penalties of their own."""

import numpy as np

from .common import compiled, const, data, mlp, numbers, scenario


@scenario
def dropout_and_batch_norm(keras, tf):
    x, y = data()
    m = keras.models.Sequential(
        [
            keras.layers.Dense(6, kernel_initializer=const),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Dropout(0.0),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="adam")
    h = m.fit(x, y, epochs=3, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h, predict=m.predict(x[:4], verbose=0))


@scenario
def small_convnet(keras, tf):
    r = np.random.default_rng(3)
    x, y = r.standard_normal((12, 8, 8, 2)).astype("float32"), r.integers(0, 3, 12)
    m = keras.models.Sequential(
        [
            keras.layers.Conv2D(4, 3, padding="same", activation="relu", kernel_initializer=const),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(3, 3, strides=2, kernel_initializer=const),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="adam")
    h = m.fit(x, y, epochs=2, batch_size=6, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def embedding_pooling(keras, tf):
    r = np.random.default_rng(4)
    x, y = r.integers(0, 11, (16, 7)), r.integers(0, 2, (16, 1)).astype("float32")
    m = keras.models.Sequential(
        [
            keras.layers.Embedding(11, 4, embeddings_initializer=const),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid", kernel_initializer=const),
        ]
    )
    compiled(keras, m, optimizer="adam", loss="binary_crossentropy")
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def regularizers_and_constraints(keras, tf):
    x, y = data()
    m = keras.models.Sequential(
        [
            keras.layers.Dense(
                5,
                activation="relu",
                kernel_initializer=const,
                kernel_regularizer=keras.regularizers.L2(0.01),
                bias_constraint=keras.constraints.NonNeg(),
                activity_regularizer=keras.regularizers.L1(1e-3),
            ),
            keras.layers.Dense(
                3,
                activation="softmax",
                kernel_initializer=const,
                kernel_constraint=keras.constraints.MaxNorm(0.8),
            ),
        ]
    )
    compiled(keras, m, optimizer="sgd")
    h = m.fit(x, y, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return numbers(m, h)


@scenario
def frozen_layer(keras, tf):
    x, y = data()
    m = mlp(keras)
    m.layers[0].trainable = False
    compiled(keras, m)
    h = m.fit(x, y, epochs=1, batch_size=12, verbose=0, shuffle=False)
    return numbers(m, h, trainable=len(m.trainable_weights))
