"""`fittrace explain`: what the page says about one call."""

import pytest

TRAINING = """
import numpy as np
from fittrace import keras
model = keras.Sequential([keras.layers.Dense(3)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.zeros((6, 4), "float32"), np.zeros((6, 3), "float32"), batch_size=2, epochs=3, verbose=0)
"""


def test_a_call_is_explained_in_plain_words_with_its_values(command, script):
    command("run", "--save", "a.fittrace", "--logical-clock", script(TRAINING))
    built = command("explain", "a.fittrace", "Dense.build")
    assert built.returncode == 0
    assert built.stdout.startswith("B Dense.build  dense  Build, ")
    assert "dense/kernel:0 (4, 3)" in built.stdout
    assert not {"<", "&", "\x1b"} & set(built.stdout.replace(" > ", ""))
    folded = command("explain", "a.fittrace", "fit > epoch[3] > step[3] apply_gradients")
    assert "Sequential.fit > epoch 3 > step 3 > " in folded.stdout
    assert "before 8  after 9" in folded.stdout  # of this very step, not of the first that is like it
    assert command("explain", "a.fittrace", "compile", "--language", "zh-TW").stdout != built.stdout
    missing = command("explain", "a.fittrace", "Conv2D.")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "there is no Conv2D. in the run" in missing.stderr


@pytest.mark.slow
def test_every_call_can_be_explained():
    from fittrace.cli.explain import _as_text, _told
    from tests.query.conftest import classifier

    run = classifier(epochs=2, validation_split=0.2)
    seen = set()
    for span in run.spans():
        if span.label not in seen:
            seen.add(span.label)
            assert _as_text(_told(run, span))


def test_the_node_behind_a_call_is_found_in_repeats_too():
    from fittrace.report.onecall import node_of
    from fittrace.trace import LogicalClock, hook, record

    @hook
    def first():
        second()

    @hook
    def second():
        pass

    with record(clock=LogicalClock()) as run:
        for _ in range(20):
            first()
            second()
    root = run.tree()
    for span in run.spans():
        assert node_of(root, span).label == span.label
