"""``fittrace run --live``: a real training, watched by a real browser."""

import re
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

TRAINS = """
import numpy as np
from fittrace import keras
model = keras.Sequential([keras.layers.Dense(5, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.ones((64, 3)), np.ones((64, 1)), batch_size=8, epochs=100_000, verbose=0)
"""


@pytest.fixture
def started(tmp_path):
    """The command, and the address that it tells."""
    (tmp_path / "train.py").write_text(TRAINS)
    command = [sys.executable, "-m", "fittrace", "run", "--live", "--save", "train.fittrace", "train.py"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    told = process.stderr.readline()
    yield process, re.search(r"fittrace: the live page is at (http://127\.0\.0\.1:\d+/\S+/)\n", told)[1]
    process.kill()
    process.wait()


def test_the_page_is_there_while_the_training_runs_and_goes_with_it(started):
    process, address = started
    with urlopen(address) as answer:
        assert "train.py" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    with pytest.raises(OSError, match="refused"):
        urlopen(address)


@pytest.mark.browser
@pytest.mark.slow
def test_position_and_curves_move(started, browser):
    process, address = started
    tab = browser.new_page()
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    tab.goto(address)
    epoch = tab.locator("#loops dd").first
    tab.locator("#plots .curve").first.wait_for()
    before, drawn = epoch.inner_text(), tab.locator("#plots .curve").first.get_attribute("d")
    tab.wait_for_function("before => document.querySelector('#loops dd')?.textContent !== before", arg=before)
    tab.wait_for_function(
        "drawn => document.querySelector('#plots .curve').getAttribute('d') !== drawn", arg=drawn
    )
    assert tab.locator("#said").inner_text() == "It runs."
    process.send_signal(signal.SIGINT)
    tab.wait_for_function("() => document.body.classList.contains('over')")
    assert tab.locator("#said").inner_text() in (
        "It ended before its time. What was recorded until then is kept.",
        "Nobody answers any more: the program has ended.",
    )
    tab.close()
    assert [text for text in complaints if "ERR_" not in text] == []


@pytest.mark.parametrize("options", [["--live-port", "70000"], ["--live-port", "x"]])
def test_what_is_no_port_is_refused(tmp_path, options):
    (tmp_path / "train.py").write_text("")
    command = [sys.executable, "-m", "fittrace", "run", "--live", *options, "train.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--live-port" in done.stderr
