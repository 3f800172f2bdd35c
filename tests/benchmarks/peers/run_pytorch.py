"""PyTorch's part of the benchmarks: eager loops by hand; run by a Python that has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from serve import serve
from torch import nn

Work = Callable[[], object]


def epoch_of(model: Any, optimizer: Any, loss: Any, x: Any, y: Any, batch: int) -> Work:
    """Every row once, in a new order; sums up the loss, and the right answers where `y` are classes."""

    def epoch() -> tuple[float, int]:
        total, right = 0.0, 0
        order = torch.randperm(len(x))
        for begin in range(0, len(x), batch):
            chosen = order[begin : begin + batch]
            target = y[chosen]
            optimizer.zero_grad()
            output = model(x[chosen])
            value = loss(output, target)
            value.backward()
            optimizer.step()
            total += value.item()
            if target.ndim == 1:
                right += (output.argmax(1) == target).sum().item()
        return total, right

    return epoch


def epoch(rows: int) -> Work:
    """The classic classifier."""
    model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    x, y = torch.rand(rows, 784), torch.randint(0, 10, (rows,))
    return epoch_of(model, optimizer, nn.functional.cross_entropy, x, y, 128)


def tiny(steps: int) -> Work:
    """Dense 5 on batches of eight."""
    model = nn.Linear(4, 5)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    x, y = torch.rand(8 * steps, 4), torch.rand(8 * steps, 5)
    return epoch_of(model, optimizer, nn.functional.mse_loss, x, y, 8)


def convnet(steps: int) -> Work:
    """Two convolutions on batches of 64."""
    convolutions = [nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU()]
    model = nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(64 * 24 * 24, 10))
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.rand(64 * steps, 1, 28, 28), torch.randint(0, 10, (64 * steps,))
    return epoch_of(model, optimizer, nn.functional.cross_entropy, x, y, 64)


if __name__ == "__main__":
    torch.manual_seed(0)
    serve(torch.__version__, {"epoch": epoch, "tiny": tiny, "convnet": convnet})
