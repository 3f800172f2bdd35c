"""Three callbacks written by hand: one counts, one adds to the logs, one reads them and ends the training.

    fittrace run examples/custom_callback.py

On the page, look for

* the order of the callbacks: the three of this script, then those that `fit` adds by itself;
* how often each is called: because `CountBatches` has methods for batches, all of them are called at every
  batch, those of the training and those of the validation;
* `Gap.on_epoch_end` and `StopWhenGapGrows.on_epoch_end`, in this order: what the first puts into the logs is
  there for all that come later in the list, the History included;
* the epoch in which `stop_training` becomes true. Nothing is cut short: the epoch was at its end, and what is
  left to do is `on_train_end`.
"""

from sklearn.datasets import load_diabetes
from sklearn.preprocessing import scale
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(1)

# Ten measurements of a patient, and how far the disease had gone a year later.
diabetes = load_diabetes()
x = scale(diabetes.data).astype("float32")
y = scale(diabetes.target).astype("float32")


class CountBatches(keras.callbacks.Callback):
    """Counts the batches of each kind that go through the model."""

    def on_train_begin(self, logs=None):
        self.train = self.test = 0

    def on_train_batch_end(self, batch, logs=None):
        self.train += 1

    def on_test_batch_end(self, batch, logs=None):
        self.test += 1

    def on_train_end(self, logs=None):
        print(f"{self.train} batches to train on, {self.test} to validate")


class Gap(keras.callbacks.Callback):
    """Adds to the logs how much worse the model is on data that it is not trained on."""

    def on_epoch_end(self, epoch, logs=None):
        logs["gap"] = logs["val_loss"] - logs["loss"]


class StopWhenGapGrows(keras.callbacks.Callback):
    """Ends the training when the gap has been over `limit` in `patience` epochs in a row."""

    def __init__(self, limit=0.05, patience=2):
        super().__init__()
        self.limit = limit
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.wait = 0

    def on_epoch_end(self, epoch, logs=None):
        self.wait = self.wait + 1 if logs["gap"] > self.limit else 0
        if self.wait >= self.patience:
            print(f"epoch {epoch + 1}: the gap is {logs['gap']:.3f}, too wide for {self.wait} epochs")
            self.model.stop_training = True


model = keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse")
history = model.fit(
    x,
    y,
    epochs=60,
    batch_size=32,
    validation_split=0.25,
    verbose=0,
    callbacks=[CountBatches(), Gap(), StopWhenGapGrows()],
)

print(f"{len(history.epoch)} of 60 epochs; the logs had {', '.join(sorted(history.history))}")
print(f"loss {history.history['loss'][-1]:.4f}, gap {history.history['gap'][-1]:.4f}")
