"""Scripts written for Keras 2 run as they are: fittrace answers their imports for as long as they run."""

import subprocess
import sys
from types import ModuleType

import pytest

import fittrace
from fittrace.cli.stand_in import imports_served

TRAINING = """
import numpy as np
{imports}

class Tell(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print("epoch", epoch, sorted(logs))

tf.random.set_seed(1)
model = keras.Sequential([keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.ones((8, 4)), np.ones((8, 1)), epochs=2, batch_size=4, verbose=0, callbacks=[Tell()])
"""

IMPORTS = [
    ("import tensorflow", "tensorflow", "fittrace.tf"),
    ("import tensorflow as tf", "tf", "fittrace.tf"),
    ("import tensorflow as tf", "tf.keras", "fittrace.keras"),
    ("import tensorflow as tf", "tf.keras.datasets.mnist", "fittrace.keras.datasets.mnist"),
    ("from tensorflow import keras", "keras", "fittrace.keras"),
    ("import tensorflow.keras as keras", "keras", "fittrace.keras"),
    ("from tensorflow.keras import layers", "layers", "fittrace.keras.layers"),
    ("from tensorflow.keras.layers import Dense", "Dense", "fittrace.keras.layers.Dense"),
    ("from tensorflow.keras.layers import *", "Dense", "fittrace.keras.layers.Dense"),
    ("from tensorflow.keras.models import Sequential", "Sequential", "fittrace.keras.Sequential"),
    ("import tensorflow.keras.backend as K", "K", "fittrace.keras.backend"),
    ("from tensorflow.keras import backend as K", "K", "fittrace.keras.backend"),
    ("from tensorflow.keras.optimizers import SGD", "SGD", "fittrace.keras.optimizers.SGD"),
    (
        "from tensorflow.keras.optimizers.schedules import ExponentialDecay",
        "ExponentialDecay",
        "fittrace.keras.optimizers.schedules.ExponentialDecay",
    ),
    ("from tensorflow.keras.datasets import mnist", "mnist", "fittrace.keras.datasets.mnist"),
    (
        "from tensorflow.keras.utils import to_categorical",
        "to_categorical",
        "fittrace.keras.utils.to_categorical",
    ),
    ("import tensorflow as tf", "tf.losses", "fittrace.keras.losses"),
    ("import tensorflow as tf", "tf.optimizers.Adam", "fittrace.keras.optimizers.Adam"),
    ("from tensorflow.data import Dataset", "Dataset", "fittrace.tf.data.Dataset"),
    ("import tensorflow.data.experimental as e", "e", "fittrace.tf.data.experimental"),
    ("from tensorflow.nn import relu", "relu", "fittrace.tf.nn.relu"),
    ("import keras", "keras", "fittrace.keras"),
    ("import keras.backend as K", "K", "fittrace.keras.backend"),
    ("from keras import layers", "layers", "fittrace.keras.layers"),
    ("from keras.models import Sequential", "Sequential", "fittrace.keras.Sequential"),
    ("from keras.engine.training import Model", "Model", "fittrace.keras.Model"),
    (
        "from keras.utils.np_utils import to_categorical",
        "to_categorical",
        "fittrace.keras.utils.to_categorical",
    ),
    ("from importlib import import_module", "import_module('tensorflow.keras')", "fittrace.keras"),
]

MISSING = [
    (
        "from tensorflow.keras.layers import Dens",
        "ImportError",
        "tensorflow.keras.layers has no Dens in fittrace; the nearest is Dense.",
    ),
    (
        "import tensorflow as tf; tf.keras.layers.Dens",
        "AttributeError",
        "tensorflow.keras.layers has no Dens in fittrace; the nearest is Dense.",
    ),
    (
        "from keras.layers import lstm_",
        "ImportError",
        "keras.layers has no lstm_ in fittrace; the nearest is LSTM.",
    ),
    (
        "from tensorflow.keras.activations import relo",
        "ImportError",
        "tensorflow.keras.activations has no relo in fittrace; the nearest is relu.",
    ),
    (
        "import tensorflow as tf; tf.matmull",
        "AttributeError",
        "tensorflow has no matmull in fittrace; the nearest is matmul.",
    ),
    (
        "from tensorflow import kears",
        "ImportError",
        "tensorflow has no kears in fittrace; the nearest is keras.",
    ),
    (
        "import tensorflow.keras.layer",
        "ModuleNotFoundError",
        "tensorflow.keras has no layer in fittrace; the nearest is layers.",
    ),
    (
        "from keras.losess import mean_squared_error",
        "ModuleNotFoundError",
        "keras has no losess in fittrace; the nearest is losses.",
    ),
    ("import tensorflow as tf; tf.raw_zyx", "AttributeError", "tensorflow has no raw_zyx in fittrace."),
    ("import tensorflow.compat.v1 as tf", "ModuleNotFoundError", "tensorflow has no compat in fittrace."),
    ("import tensorflow.tape", "ModuleNotFoundError", "tensorflow has no tape in fittrace."),
    (
        "import keras.engine.training._fit",
        "ModuleNotFoundError",
        "keras.engine.training has no _fit in fittrace.",
    ),
    (
        "from tensorflow.python.keras import layers",
        "ModuleNotFoundError",
        "tensorflow.python is TensorFlow's private code, of which fittrace has none; "
        "take the public names from tensorflow and tensorflow.keras.",
    ),
]


@pytest.fixture
def served():
    """Runs lines of a script with the imports served; gives the names it has then."""

    def run(source):
        names = {}
        with imports_served():
            exec(source, names)
        return names

    return run


@pytest.mark.parametrize(
    ("line", "name", "ours"), IMPORTS, ids=[f"{line}: {name}" for line, name, _ in IMPORTS]
)
def test_what_a_script_imports_is_the_very_object_of_fittrace(served, line, name, ours):
    found = served(f"{line}\nimport fittrace.tf, fittrace.keras\nsame = {name} is {ours}")
    assert found["same"]


@pytest.mark.parametrize(("line", "error", "sentence"), MISSING, ids=[line for line, _, _ in MISSING])
def test_a_name_that_is_not_there_is_one_sentence_with_the_nearest_name(served, line, error, sentence):
    with pytest.raises((ImportError, AttributeError)) as raised:
        served(line)
    assert type(raised.value).__name__ == error
    assert str(raised.value) == sentence


def test_versions_are_those_of_keras_and_tensorflow_2_12(served):
    found = served(
        "import tensorflow, keras\nversions = tensorflow.__version__, tensorflow.keras.__version__"
    )
    assert found["versions"] == ("2.12.0", "2.12.0")


def test_a_script_may_ask_whether_a_name_is_there(served):
    asked = "import tensorflow as tf\nanswers = hasattr(tf, 'matmul'), hasattr(tf, 'matmull')"
    assert served(asked)["answers"] == (True, False)


def test_a_script_may_fall_back_when_an_import_fails(served):
    source = "try:\n from keras import layer\nexcept ImportError:\n from keras import layers as layer"
    assert served(source)["layer"] is fittrace.keras.layers


def test_afterwards_the_imports_are_as_before(served):
    finders = list(sys.meta_path)
    served("import tensorflow.keras.layers, keras.backend")
    assert sys.meta_path == finders
    assert not [name for name in sys.modules if name.partition(".")[0] in ("tensorflow", "keras")]
    assert not hasattr(fittrace.keras.layers, "__getattr__")
    assert not hasattr(fittrace.keras.activations, "__path__")
    assert fittrace.tf.keras is fittrace.keras


def test_afterwards_they_are_as_before_also_when_the_script_raised(served):
    finders = list(sys.meta_path)
    with pytest.raises(ZeroDivisionError):
        served("import tensorflow; 1 / 0")
    assert sys.meta_path == finders
    assert "tensorflow" not in sys.modules


def test_a_tensorflow_that_was_loaded_before_comes_back(served, monkeypatch):
    theirs = ModuleType("tensorflow")
    monkeypatch.setitem(sys.modules, "tensorflow", theirs)
    assert served("import tensorflow as tf")["tf"] is fittrace.tf
    assert sys.modules["tensorflow"] is theirs


def test_afterwards_a_missing_name_is_pythons_own_affair(served):
    served("import keras")
    with pytest.raises(AttributeError, match=r"module 'fittrace\.keras' has no attribute 'layer'"):
        fittrace.keras.layer  # noqa: B018 - looking is the test


def rows(path):
    return [(span.depth, span.symbol, span.name) for span in fittrace.load(path).spans()]


def test_a_script_for_tensorflow_is_recorded_like_one_for_fittrace(command, script, tmp_path):
    theirs = script(
        TRAINING.format(imports="import tensorflow as tf\nfrom tensorflow import keras"), "theirs.py"
    )
    ours = script(TRAINING.format(imports="from fittrace import keras, tf"), "ours.py")
    first, second = (command("run", "--save", f"{name}.fittrace", name) for name in (theirs, ours))
    assert (first.returncode, second.returncode, first.stderr) == (0, 0, "")
    assert first.stdout.splitlines()[:2] == ["epoch 0 ['loss']", "epoch 1 ['loss']"]
    assert rows(tmp_path / "theirs.py.fittrace") == rows(tmp_path / "ours.py.fittrace")
    assert any(symbol.startswith("keras.") for _, symbol, _ in rows(tmp_path / "ours.py.fittrace"))


def test_a_package_that_imports_keras_on_the_way_to_the_module(command, script):
    script("from tensorflow import keras", "pack/__init__.py")
    script("import pack, fittrace; print(pack.keras is fittrace.keras)", "pack/train.py")
    assert command("run", "--save", "a.fittrace", "-m", "pack.train").stdout.splitlines()[0] == "True"


def test_an_installed_tensorflow_is_shadowed_and_with_real_it_is_not(command, script):
    script("print('the installed one')", "tensorflow/__init__.py")
    name = script("import tensorflow; print(tensorflow.__name__)")
    shadowed, real = (command("run", *more, "--save", "a.fittrace", name) for more in ([], ["--real"]))
    assert shadowed.stdout.splitlines()[0] == "fittrace.tf"
    assert real.stdout.splitlines()[:2] == ["the installed one", "tensorflow"]
    assert "calls of the real Keras are not recorded" in real.stderr


@pytest.mark.parametrize("wanted", ["tensorflow.keras", "keras"])
def test_real_without_tensorflow_is_pythons_own_error_and_one_sentence(command, script, wanted):
    package = wanted.partition(".")[0]
    # None in sys.modules: as if it were not installed, wherever this test runs
    source = f"import sys; sys.modules[{package!r}] = None\nimport {wanted}"
    alone = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    done = command("run", "--real", "--save", "a.fittrace", script(source))
    assert done.returncode == 1
    assert alone.stderr.splitlines()[-1] in done.stderr.splitlines()
    assert done.stderr.splitlines()[-1] == (
        f"fittrace: train.py raised ModuleNotFoundError: --real takes {package} from this Python, "
        "which has none; install it or leave out --real."
    )


def test_a_missing_name_ends_the_script_like_any_error_of_its_own(command, script, tmp_path):
    done = command("run", "-o", "page.html", script("\nfrom tensorflow.keras.layers import Dens"))
    assert done.returncode == 1
    assert f'File "{tmp_path / "train.py"}", line 2' in done.stderr
    assert (
        "ImportError: tensorflow.keras.layers has no Dens in fittrace; the nearest is Dense.\n" in done.stderr
    )
    assert done.stderr.splitlines()[-1] == "fittrace: train.py raised ImportError; the page shows where."
    assert (tmp_path / "page.html").exists()
