"""Every optimizer, clipping and schedules."""

import numpy as np

from .common import compiled, data, numbers, scenario


def optimizer_scenario(name, make):
    def fn(keras, tf):
        x, y = data()
        m = compiled(keras, optimizer=make(keras))
        h = m.fit(x, y, epochs=3, batch_size=8, verbose=0, shuffle=False)
        return numbers(m, h, iterations=int(np.asarray(m.optimizer.iterations)))

    fn.__name__ = f"optimizer_{name}"
    scenario(fn)


OPTIMIZERS = {
    "sgd": lambda keras: keras.optimizers.SGD(0.1),
    "sgd_momentum": lambda keras: keras.optimizers.SGD(0.1, momentum=0.9),
    "sgd_nesterov": lambda keras: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "rmsprop": lambda keras: keras.optimizers.RMSprop(0.01),
    "rmsprop_centered_momentum": lambda keras: keras.optimizers.RMSprop(
        0.01, rho=0.8, momentum=0.5, centered=True
    ),
    "adam": lambda keras: keras.optimizers.Adam(0.01),
    "adam_amsgrad": lambda keras: keras.optimizers.Adam(0.01, amsgrad=True),
    "adamw": lambda keras: keras.optimizers.AdamW(0.01, weight_decay=0.05),
    "adagrad": lambda keras: keras.optimizers.Adagrad(0.1),
    "adadelta": lambda keras: keras.optimizers.Adadelta(1.0),
    "adamax": lambda keras: keras.optimizers.Adamax(0.01),
    "nadam": lambda keras: keras.optimizers.Nadam(0.01),
    "ftrl": lambda keras: keras.optimizers.Ftrl(0.1),
    "clipnorm": lambda keras: keras.optimizers.SGD(0.5, clipnorm=0.1),
    "clipvalue": lambda keras: keras.optimizers.SGD(0.5, clipvalue=0.02),
    "global_clipnorm": lambda keras: keras.optimizers.Adam(0.05, global_clipnorm=0.1),
    "exponential_decay": lambda keras: keras.optimizers.SGD(
        keras.optimizers.schedules.ExponentialDecay(0.5, 3, 0.7)
    ),
    "cosine_decay": lambda keras: keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.05, 8)),
}

for name, make in OPTIMIZERS.items():
    optimizer_scenario(name, make)
