"""What was learnt about some digits helps with others: train, freeze, put a new head on, fine-tune.

    fittrace run examples/transfer_by_freezing.py

A base and a head learn the digits 0 to 4. Then the base is frozen, and a new head learns 5 to 9 from only 100
examples on top of it. At last the base is thawed and everything is tuned with a small learning rate.

On the page, look for

* the three times that `compile` is called, and why: what `trainable` says counts from the next `compile` on;
* the second training: gradients and updates for the two weights of the new head alone, and no slot is made
  for a frozen weight;
* the base's layers, which are not built again: they come with the weights that they have;
* the third training: a new optimizer, new slots, now for all six weights.
"""

import numpy as np
from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(3)

digits = load_digits()
images, labels = digits.data.astype("float32") / 16, digits.target
low = labels < 5
x_low, y_low = images[low], labels[low]
x_high, y_high = images[~low], labels[~low] - 5

# 1. The base learns to see, on the digits 0 to 4.
base = keras.Sequential(
    [
        keras.Input(shape=(64,)),
        layers.Dense(64, activation="relu", name="strokes"),
        layers.Dense(32, activation="relu", name="shapes"),
    ],
    name="base",
)
first = keras.Sequential([base, layers.Dense(5, activation="softmax", name="head_0_to_4")], name="first")
first.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
first.fit(x_low, y_low, epochs=8, batch_size=32, verbose=2)

# 2. Frozen, it serves a new head, which has 100 examples to learn from.
base.trainable = False
before = base.get_weights()
second = keras.Sequential([base, layers.Dense(5, activation="softmax", name="head_5_to_9")], name="second")
second.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
second.fit(x_high[:100], y_high[:100], epochs=20, batch_size=20, verbose=0)
unchanged = all(np.array_equal(old, new) for old, new in zip(before, base.get_weights()))
print("the frozen base is unchanged:", unchanged)
_, frozen_accuracy = second.evaluate(x_high[100:], y_high[100:], verbose=0)
print(f"frozen, on held-out digits: {frozen_accuracy:.4f}")

# 3. Thawed, it is tuned in small steps.
base.trainable = True
second.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.0005),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
second.fit(x_high[:100], y_high[:100], epochs=20, batch_size=20, verbose=0)
changed = not any(np.array_equal(old, new) for old, new in zip(before, base.get_weights()))
print("the thawed base has changed:", changed)
_, tuned_accuracy = second.evaluate(x_high[100:], y_high[100:], verbose=0)
print(f"tuned, on held-out digits: {tuned_accuracy:.4f}")
