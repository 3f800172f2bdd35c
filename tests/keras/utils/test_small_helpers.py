"""Names, words and seeds."""

import random

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras.utils.generic_utils import default, is_default, to_list, to_snake_case, validate_kwargs
from fittrace.keras.utils.tf_utils import sync_to_numpy_or_python_type
from fittrace.keras.utils.words import InWords, what_it_is


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("LSTMCell", "lstm_cell"),
        ("_Hidden", "private__hidden"),
        ("MyLSTM", "my_lstm"),
    ],
)
def test_names_in_snake_case(name, snake):
    assert to_snake_case(name) == snake


def test_a_default_is_told_from_an_override():
    class Base:
        @default
        def method(self):
            pass

    class Derived(Base):
        def method(self):
            pass

    assert is_default(Base().method)
    assert not is_default(Derived().method)


def test_a_list_stays_a_list():
    assert (to_list([1]), to_list(1)) == ([1], [1])


def test_the_message_lists_what_is_understood():
    with pytest.raises(TypeError, match=r"Unknown keyword argument `c`, given as 3; .*: `a`, `b`. Check"):
        validate_kwargs({"a": 1, "c": 3}, {"b", "a"})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (3, "an int"),
        ("x", "a str"),
        (np.ones(2), "a numpy.ndarray"),
        (tf.ones(2), "a tf.Tensor"),
        ([1, 2.0], "a list of float and int"),
        ([], "an empty list"),
        ({"a": np.ones(2)}, "a dict of numpy.ndarray"),
    ],
    ids=repr,
)
def test_values_in_words(value, words):
    assert what_it_is(value) == words


def test_words_are_put_together_only_when_read():
    told = []
    words = InWords(lambda name: told.append(name) or f"hello {name}", "you")

    before = list(told)

    assert (before, str(words), told) == ([], "hello you", ["you"])


def test_a_seed_repeats_every_generator():
    def draw():
        keras.utils.set_random_seed(3)
        return random.random(), np.random.rand(), tf.random.uniform((2,)).numpy().tolist()

    assert draw() == draw()


def test_a_seed_must_be_a_number():
    with pytest.raises(ValueError, match="`seed` is 'seven', a str; expected an integer"):
        keras.utils.set_random_seed("seven")


def test_tensors_become_numbers_and_arrays():
    found = sync_to_numpy_or_python_type({"scalar": tf.constant(2.0), "row": tf.ones(2), "text": "x"})

    assert (found["scalar"], found["row"].tolist(), found["text"]) == (2.0, [1.0, 1.0], "x")
    assert type(found["scalar"]) is float
