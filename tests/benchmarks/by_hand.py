"""The classic classifier as one writes it by hand in numpy, with temporaries."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TwoLayers"]

RATE, RHO, EPSILON = np.float32(0.001), np.float32(0.9), np.float32(1e-7)


class TwoLayers:
    """Dense relu, dense softmax, cross-entropy and rmsprop.

    Args:
        x: rows of features, float32.
        y: a class for each row.
        units: width of the hidden layer.
        classes: width of the output.
        batch: rows of a step.
    """

    def __init__(self, x: NDArray[np.float32], y: NDArray[Any], units: int, classes: int, batch: int) -> None:
        self.x, self.y, self.batch = x, y, batch
        self.random = np.random.default_rng(2)
        shapes = [(x.shape[1], units), (units,), (units, classes), (classes,)]
        self.weights = [0.05 * self.random.standard_normal(shape, dtype=np.float32) for shape in shapes]
        self.averages = [np.zeros(shape, np.float32) for shape in shapes]
        self.loss = self.right = 0.0

    def epoch(self) -> None:
        """Every row once, in a new order."""
        order = self.random.permutation(len(self.x))
        self.loss = self.right = 0.0
        for begin in range(0, len(order), self.batch):
            chosen = order[begin : begin + self.batch]
            self.step(self.x[chosen], self.y[chosen])

    def step(self, x: NDArray[np.float32], y: NDArray[Any]) -> None:
        """Forward, loss and accuracy, backward, update."""
        hidden_kernel, hidden_bias, output_kernel, output_bias = self.weights
        hidden = np.maximum(x @ hidden_kernel + hidden_bias, 0)
        logits = hidden @ output_kernel + output_bias
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
        rows = np.arange(len(x))
        self.loss -= float(np.log(probabilities[rows, y] + EPSILON).sum())
        self.right += float((probabilities.argmax(axis=1) == y).sum())

        logits_gradient = probabilities.copy()
        logits_gradient[rows, y] -= 1
        logits_gradient /= len(x)
        hidden_gradient = (logits_gradient @ output_kernel.T) * (hidden > 0)
        gradients = [
            x.T @ hidden_gradient,
            hidden_gradient.sum(axis=0),
            hidden.T @ logits_gradient,
            logits_gradient.sum(axis=0),
        ]
        for place, gradient in enumerate(gradients):
            self.averages[place] = RHO * self.averages[place] + (1 - RHO) * gradient**2
            self.weights[place] -= RATE * gradient / (np.sqrt(self.averages[place]) + EPSILON)
