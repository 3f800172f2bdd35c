"""Two inputs, two heads: the functional API, with a loss and metrics for each head.

    fittrace run examples/functional_multi_head.py

A digit is cut in two. The upper and the lower half go through one and the same layer; what it makes of them
is joined, and two heads tell which digit it is and whether it is even.

On the page, look for

* the layers being called, and the weights being made, before there is any data: the functional API builds as
  it goes, with symbolic inputs that have a shape and no values;
* the layer graph: `half` has two arrows in, because it is called twice, and one set of weights;
* the loss: one number a head, weighted by `loss_weights` and added;
* the gradient of the weights of `half`, the sum of what both calls and both heads have to say.
"""

from sklearn.datasets import load_digits
from tensorflow import keras
from tensorflow.keras import layers

keras.utils.set_random_seed(2)

digits = load_digits()
images = digits.data.astype("float32") / 16
data = {"upper": images[:, :32], "lower": images[:, 32:]}
targets = {"digit": digits.target, "even": (digits.target % 2 == 0).astype("float32")}

upper = keras.Input(shape=(32,), name="upper")
lower = keras.Input(shape=(32,), name="lower")
half = layers.Dense(32, activation="relu", name="half")
features = layers.concatenate([half(upper), half(lower)], name="features")
features = layers.Dense(48, activation="relu", name="trunk")(features)
digit = layers.Dense(10, activation="softmax", name="digit")(features)
even = layers.Dense(1, activation="sigmoid", name="even")(features)
model = keras.Model(inputs=[upper, lower], outputs=[digit, even], name="two_heads")
model.summary()

model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.005),
    loss={"digit": "sparse_categorical_crossentropy", "even": "binary_crossentropy"},
    loss_weights={"digit": 1.0, "even": 0.5},
    metrics={"digit": ["accuracy"], "even": ["accuracy"]},
)

train = (
    {name: values[:1500] for name, values in data.items()},
    {name: y[:1500] for name, y in targets.items()},
)
test = {name: values[1500:] for name, values in data.items()}, {name: y[1500:] for name, y in targets.items()}
model.fit(*train, epochs=6, batch_size=50, verbose=2)

results = model.evaluate(*test, verbose=0, return_dict=True)
print("on held-out halves:", {name: round(value, 4) for name, value in results.items()})
