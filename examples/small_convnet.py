"""A small convolutional network on pictures of 8x8 pixels.

    fittrace run examples/small_convnet.py

On the page, look for

* the shapes: how a convolution without padding takes the edges off, what pooling leaves, and what Flatten
  makes of it;
* the few weights of a convolution: one small kernel for all places;
* Dropout, which does something while training and lets everything through in `evaluate`;
* where the time of a step goes: the wider an arrow of the call graph, the longer the call took.
"""

from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from tensorflow.keras.models import Sequential
from tensorflow.keras.optimizers import Adam
from tensorflow.keras.utils import to_categorical

keras.utils.set_random_seed(5)

digits = load_digits()
x = digits.images.astype("float32").reshape(-1, 8, 8, 1) / 16
y = to_categorical(digits.target, num_classes=10)
x_train, y_train, x_test, y_test = x[:1500], y[:1500], x[1500:], y[1500:]

model = Sequential()
model.add(Conv2D(16, kernel_size=(3, 3), activation="relu", input_shape=(8, 8, 1)))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Conv2D(32, kernel_size=(2, 2), activation="relu"))
model.add(Flatten())
model.add(Dropout(0.25))
model.add(Dense(10, activation="softmax"))
model.summary()

model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate=0.005), metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=50, epochs=8, verbose=2, validation_split=0.1)

score = model.evaluate(x_test, y_test, verbose=0)
print(f"loss on held-out digits: {score[0]:.4f}")
print(f"accuracy on held-out digits: {score[1]:.4f}")
