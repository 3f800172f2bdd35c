"""A folder with a small program and a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = """
import sys
import numpy as np
from fittrace import keras
model = keras.Sequential([keras.layers.Dense(2)])
model.compile("sgd", "mse")
model.fit(np.ones((4, 3)), np.ones((4, 2)), epochs=int((sys.argv + [1])[1]), verbose=0)
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the program is; one run of it serves many blocks."""
    made = tmp_path_factory.mktemp("documents")
    (made / "one.py").write_text(PROGRAM)
    return made


@pytest.fixture
def written(folder, request) -> Callable[..., Path]:
    """Writes a document of the test's own beside the program."""

    def write(text: str, suffix: str = ".md") -> Path:
        document = folder / f"{request.node.name.translate({ord(sign): '-' for sign in '[]/'})}{suffix}"
        document.write_text(text)
        return document

    return write
