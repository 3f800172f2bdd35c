"""A training loop written by hand: GradientTape and apply_gradients over a tf.data.Dataset, no `fit`.

    fittrace run examples/custom_training_loop.py

On the page, look for

* what is missing: no `compile`, no data adapter, no callbacks, no train function. All of that is `fit`'s
  work, and this script does what is left of it, the five lines of a step, itself;
* the first step, in which the layers get their weights, because that is when they first see data;
* the tape: entered, the model and the loss called under it, left, and asked for the gradients;
* `Adam.build`, called by the first `apply_gradients`, and the two slots that it makes for every weight.
"""

import tensorflow as tf
from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(0)

# 8x8 pixels with values from 0 to 16; the last 297 digits are held out.
digits = load_digits()
images = digits.data.astype("float32") / 16
train_dataset = tf.data.Dataset.from_tensor_slices((images[:1500], digits.target[:1500]))
train_dataset = train_dataset.shuffle(buffer_size=1500).batch(50)
test_dataset = tf.data.Dataset.from_tensor_slices((images[1500:], digits.target[1500:])).batch(100)

model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(10)])
optimizer = keras.optimizers.Adam(learning_rate=0.005)
loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
train_accuracy = keras.metrics.SparseCategoricalAccuracy(name="train_accuracy")
test_accuracy = keras.metrics.SparseCategoricalAccuracy(name="test_accuracy")


@tf.function
def train_step(x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = loss_fn(y, logits)
    gradients = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    train_accuracy.update_state(y, logits)
    return loss


@tf.function
def test_step(x, y):
    test_accuracy.update_state(y, model(x, training=False))


for epoch in range(5):
    for step, (x_batch, y_batch) in enumerate(train_dataset):
        loss = train_step(x_batch, y_batch)
        if step % 10 == 0:
            print(f"epoch {epoch + 1}, step {step:2d}: loss {float(loss):.4f}")
    print(f"epoch {epoch + 1}: accuracy {float(train_accuracy.result()):.4f}")
    train_accuracy.reset_states()

for x_batch, y_batch in test_dataset:
    test_step(x_batch, y_batch)
print(f"accuracy on held-out digits: {float(test_accuracy.result()):.4f}")
