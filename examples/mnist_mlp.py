"""A classifier of handwritten digits: two dense layers, five epochs.

Run it as a plain script, or under the recorder to get a page that explains the run::

    python examples/mnist_mlp.py
    fittrace run examples/mnist_mlp.py -o walkthrough.html

The digits are those that come with scikit-learn; ``--data mnist`` takes the full MNIST
set, which is downloaded once.
"""

import argparse
import sys

import numpy as np

from fittrace import keras
from fittrace.keras import layers


def load_digits_like_mnist():
    """Scikit-learn's handwritten digits, drawn the way MNIST's are: 28x28 pixels from 0 to 1.

    The bundled set is small (1,797 images of 8x8 pixels with values 0 to 16), and in 60 steps on it the
    model would not learn much. So each pixel becomes a block of 3x3 within an empty margin of 2, which gives
    MNIST's 784 features, and each training image is shown in nine places: where it was, and one pixel off
    in every direction. The 297 held-out images are drawn from the same shuffled set, are never trained on
    and are not moved.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = (digits.images / 16).astype("float32")
    images = images.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(images, ((0, 0), (2, 2), (2, 2)))

    order = np.random.default_rng(0).permutation(len(images))
    train, held_out = order[:1500], order[1500:]

    places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    x_train = np.concatenate([np.roll(images[train], place, axis=(1, 2)) for place in places])
    y_train = np.tile(digits.target[train], len(places))
    return (x_train, y_train), (images[held_out], digits.target[held_out])


def load_mnist():
    """MNIST: 60,000 training images and 10,000 held-out ones, pixels scaled from 0..255 to 0..1."""
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    return (x_train.astype("float32") / 255, y_train), (x_test.astype("float32") / 255, y_test)


def main():
    parser = argparse.ArgumentParser(description="Train a small classifier of handwritten digits.")
    parser.add_argument("--data", choices=["digits", "mnist"], default="digits")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=128)
    options = parser.parse_args()

    keras.utils.set_random_seed(42)
    load_data = load_mnist if options.data == "mnist" else load_digits_like_mnist
    try:
        (x_train, y_train), (x_test, y_test) = load_data()
    except ImportError:
        sys.exit(
            "The small digits come with scikit-learn: `pip install scikit-learn`, or take `--data mnist`."
        )
    except OSError as problem:
        sys.exit(str(problem))
    x_train = x_train.reshape((len(x_train), 28 * 28))
    x_test = x_test.reshape((len(x_test), 28 * 28))

    model = keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=options.epochs, batch_size=options.batch_size)

    test_loss, test_accuracy = model.evaluate(x_test, y_test)
    print(f"accuracy on {len(x_test):,} held-out digits: {test_accuracy:.4f} (loss {test_loss:.4f})")


if __name__ == "__main__":
    main()
