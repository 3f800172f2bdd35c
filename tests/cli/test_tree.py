"""`fittrace tree`: the folded call tree as text."""

import os
import pty
import subprocess
import sys

from .conftest import SMALL

WHOLE = """\
train.py: 9 calls, finished
└─ L Model.fit  small
   └─ L epochs 1 to 2  [2 times the same 4 calls]
      └─ L steps 1 to 4  [4 times the same call]
         └─ L Model.train_step  small
"""


def test_repeats_are_one_line_with_their_count(command, recording):
    assert command("tree", recording).stdout == WHOLE


def test_a_depth_cuts_the_tree_and_says_what_is_inside(command, recording):
    shown = command("tree", recording, "--depth", "1").stdout
    assert shown.splitlines()[1:] == ["└─ L Model.fit  small  [8 calls inside]"]


def test_all_overrules_the_depth(command, recording):
    assert command("tree", recording, "--depth", "1", "--all").stdout == WHOLE


def test_a_failed_call_is_marked(command, script):
    command("run", "--save", "a.fittrace", script(), "fail")
    lines = command("tree", "a.fittrace").stdout.splitlines()
    assert lines[0] == "train.py: 8 calls, raised"
    assert lines[-2].strip() == "└─ L Model.train_step  small  [ended by ValueError]"
    assert lines[-1] == "ended by ValueError: the data ran dry  (train.py:26 in train_step)"


FAILING = """
import numpy as np
from fittrace import keras

class Mine(keras.layers.Layer):
    def call(self, x):
        return self.checked(x)

    def checked(self, x):
        return keras.layers.Dense(1)(x, missing=True)

model = keras.Sequential([Mine()])
model.compile("sgd", "mse")
model.fit(np.zeros((6, 4)), np.zeros((6, 1)), verbose=0)
"""


def test_the_line_of_a_failure_is_the_users_own(command, script):
    command("run", "--save", "a.fittrace", script(FAILING))
    last = command("tree", "a.fittrace", "--depth", "1").stdout.splitlines()[-1]
    assert last.startswith("ended by TypeError: ")
    assert last.endswith("(train.py:10 in checked)")


def test_names_from_a_file_move_nobodys_cursor(command, script, tmp_path):
    name = script(SMALL.replace('name = "small"', r'name = "\x1b[2Jgone"').replace("ran dry", r"\x1b[1mran"))
    command("run", "--save", "a.fittrace", name, "fail")
    shown = command("tree", "a.fittrace").stdout
    assert "\x1b" not in shown
    assert r"\x1b[2Jgone" in shown


def test_a_reader_that_stops_early_sees_no_error(recording, tmp_path):
    asked = f"{sys.executable} -m fittrace tree {recording} | head -n 1"
    done = subprocess.run(asked, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == WHOLE.splitlines(keepends=True)[0]
    assert done.stderr == ""


def test_a_terminal_gets_colours_and_one_line_a_call(recording):
    leader, follower = pty.openpty()
    environment = dict(os.environ, TERM="xterm-256color", COLUMNS="60")
    environment.pop("NO_COLOR", None)
    asked = [sys.executable, "-m", "fittrace", "tree", str(recording)]
    subprocess.run(asked, stdout=follower, env=environment, check=True)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert "\x1b[" in shown
    assert len(shown.splitlines()) == len(WHOLE.splitlines())


THREADED = """
import threading
from fittrace.trace import continued, hook

@hook
def prepare(): pass

@hook
def train(): pass

lane = continued("worker-1")

def work():
    with lane():
        prepare()

thread = threading.Thread(target=work)
thread.start()
thread.join()
train()
"""


def test_every_thread_has_its_tree(command, script):
    command("run", "--save", "a.fittrace", script(THREADED))
    lines = command("tree", "a.fittrace").stdout.splitlines()
    assert lines[1:] == ["└─ L train", "thread worker-1", "└─ L prepare"]


TRAINING = """
import numpy as np
from fittrace import keras
model = keras.Sequential([keras.layers.Dense(3)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.zeros((6, 4), "float32"), np.zeros((6, 3), "float32"), batch_size=2, verbose=0)
"""


def test_layers_show_shapes_and_weights_their_birth(command, script):
    command("run", "--save", "a.fittrace", script(TRAINING))
    shown = command("tree", "a.fittrace", "--all").stdout
    assert "F Dense.__call__  dense  (2, 4) -> (2, 3) float32" in shown
    assert "B Dense.add_weight  dense  dense/kernel:0 (4, 3) float32" in shown
