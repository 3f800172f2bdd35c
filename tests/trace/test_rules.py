"""What each rule keeps of a live object, whatever the object does when it is looked at."""

import enum
import math
import warnings

import numpy as np
import pytest

from fittrace.trace import emit, load, record
from fittrace.trace.catalogue import StateChanged, WeightCreated
from fittrace.trace.facts import Fact
from fittrace.trace.rules import (
    CONFIG,
    COPY,
    COUNT,
    DTYPE,
    FLAG,
    NAME,
    NAMES,
    NORM,
    NUMBER,
    SHAPE,
    SPEC,
    STATE,
    SUMMARY,
    TEXT,
)


class Named:
    name = "dense_1"


class Sgd:
    pass


class Mode(enum.StrEnum):
    TRAIN = "train"


class Shouting(str):
    def __str__(self):
        return "SHOUT"

    def __hash__(self):
        raise RuntimeError("do not hash me")


def keep(rule, value):
    return rule.reduce(value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        ("text", "text"),
        (Named(), "dense_1"),
        (Sgd, "Sgd"),
        (Sgd(), "Sgd"),
        (len, "len"),
        (5, "int"),
        (Mode.TRAIN, "train"),
        ("x" * 500, "x" * 399 + "…"),
    ],
)
def test_name(value, kept):
    assert keep(NAME, value) == kept


def test_name_of_a_text_is_a_plain_text_whatever_the_text_overrides():
    kept = keep(NAME, Shouting("quiet"))
    assert (kept, type(kept)) == ("quiet", str)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (None, None),
        ("mse", ("mse",)),
        ([Named(), "b"], ("dense_1", "b")),
        ({"out": "mse"}, ("mse",)),
        ({"a": 1}.values(), ("int",)),
        (Sgd(), ("Sgd",)),
        ([], ()),
    ],
)
def test_names(values, kept):
    assert keep(NAMES, values) == kept


def test_names_does_not_use_up_an_iterator():
    rest = iter("ab")
    assert keep(NAMES, rest) == (type(rest).__name__,)
    assert list(rest) == ["a", "b"]


@pytest.mark.parametrize(("value", "kept"), [(None, None), ("a", "a"), (1.5, "1.5"), ([1], "[1]")])
def test_text(value, kept):
    assert keep(TEXT, value) == kept


@pytest.mark.parametrize(("value", "kept"), [(None, None), (0, False), ("yes", True), (np.True_, True)])
def test_flag(value, kept):
    assert keep(FLAG, value) is kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (np.zeros((2, 3)), (2, 3)),
        (np.float32(1), ()),
        ((None, 784), (None, 784)),
        ([np.int64(2), 3], (2, 3)),
        ([(None, 1), (None, 2)], ((None, 1), (None, 2))),
        ({"a": (1,), "b": None}, (("a", (1,)), ("b", None))),
        ("text", None),
        (5, None),
    ],
)
def test_shape(value, kept):
    assert keep(SHAPE, value) == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (np.zeros(1, "float32"), "float32"),
        (np.dtype("int8"), "int8"),
        (np.float16, "float16"),
        ("float32", "float32"),
        (5, "int"),
        ([], "list"),
    ],
)
def test_dtype(value, kept):
    assert keep(DTYPE, value) == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (np.zeros((4, 2), "float32"), ("ndarray", (4, 2), "float32")),
        ((np.zeros(1), [np.zeros(2)]), (("ndarray", (1,), "float64"), (("ndarray", (2,), "float64"),))),
        ({"x": np.zeros(1)}, (("x", ("ndarray", (1,), "float64")),)),
        ([1, 2, 3], ("list", (3,), None)),
        ([], ("list", (0,), None)),
        ([[1, 2], [3, 4]], (("list", (2,), None), ("list", (2,), None))),
        (7, ("int", None, None)),
        (iter([]), ("list_iterator", None, None)),
    ],
)
def test_spec(value, kept):
    assert keep(SPEC, value) == kept


@pytest.mark.parametrize(
    ("value", "kept"), [(1, 1.0), (np.float32(0.5), 0.5), (np.array([2]), 2.0), (True, 1.0)]
)
def test_number(value, kept):
    assert keep(NUMBER, value) == kept


@pytest.mark.parametrize("value", [None, "text", np.zeros(2), 10**400, 1j])
def test_number_of_what_is_none_is_nan(value):
    assert math.isnan(keep(NUMBER, value))


def test_count_comes_back_as_an_integer_and_nan_as_none():
    assert (COUNT.restore(3.0), COUNT.restore(math.nan), COUNT.restore(math.inf)) == (3, None, None)


def test_norm():
    assert keep(NORM, [3.0, 4.0]) == 5.0
    assert keep(NORM, np.array([[3 + 4j]])) == 5.0
    assert keep(NORM, np.zeros(0)) == 0.0
    assert keep(NORM, [1.0, math.inf]) == "inf"
    assert keep(NORM, ["a"]) is None
    assert keep(NORM, None) is None


def test_copy():
    assert keep(COPY, np.arange(3, dtype="int8")) == {
        "shape": [3],
        "dtype": "int8",
        "values": [0, 1, 2],
        "whole": True,
    }
    assert keep(COPY, np.array([math.nan, 1.0]))["values"] == ["nan", 1.0]
    assert keep(COPY, np.array([1 + 2j]))["values"] == ["complex"]
    assert keep(COPY, np.array([b"a", b"b"]))["values"] == ["bytes", "bytes"]
    large = keep(COPY, np.arange(10_000).reshape(100, 100).T)
    assert (large["values"][:3], len(large["values"]), large["whole"]) == ([0, 100, 200], 64, False)
    assert keep(COPY, None) is None


def test_summary():
    assert keep(SUMMARY, np.array([1.0, 2.0, 3.0, math.nan], "float32")) == {
        "shape": [4],
        "dtype": "float32",
        "not_finite": 1,
        "least": 1.0,
        "greatest": 3.0,
        "mean": 2.0,
        "deviation": pytest.approx(math.sqrt(2 / 3)),
    }
    assert keep(SUMMARY, np.array([True, False]))["mean"] == 0.5
    assert keep(SUMMARY, np.array([math.nan])) == {"shape": [1], "dtype": "float64", "not_finite": 1}
    assert keep(SUMMARY, np.array(["a"])) == {"shape": [1], "dtype": "<U1"}
    assert keep(SUMMARY, np.zeros((0, 2))) == {"shape": [0, 2], "dtype": "float64"}
    assert keep(SUMMARY, None) is None


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        (math.inf, "inf"),
        ("a", "a"),
        (2**70, str(2**70)),
        (enum.IntEnum("Size", {"SMALL": 1}).SMALL, 1),
        (np.float32(0.5), 0.5),
        (np.float32("nan"), "nan"),
        (np.array(3), 3.0),
        (np.True_, True),
        ([1, (2, Sgd)], [1, [2, "Sgd"]]),
        ({"a": {"b": Named()}, 3: None}, {"a": {"b": "dense_1"}, "3": None}),
        (np.zeros(3), "ndarray"),
    ],
)
def test_config(value, kept):
    assert keep(CONFIG, value) == kept
    assert type(keep(CONFIG, value)) is type(kept)


def test_config_of_something_endless_ends():
    endless = []
    endless.append(endless)
    with record() as run:
        emit(WeightCreated, name="w", values=endless)
        emit(StateChanged, owner="o", attribute="a", before=endless, after=(1, endless))
    assert [fact.kind for fact in run.facts()] == ["WeightCreated", "StateChanged"]


class Hostile:
    """Raises whatever it is asked for."""

    def _refuse(self, *args, **kwargs):
        raise RuntimeError("no")

    __repr__ = __str__ = __len__ = __iter__ = __float__ = __int__ = __bool__ = _refuse
    __array__ = __eq__ = __ne__ = __hash__ = __getitem__ = __index__ = _refuse

    @property
    def name(self):
        raise RuntimeError("no name")

    shape = dtype = __name__ = name


class HostileTo(Hostile):
    """Raises another way: its attributes can be read, and are nonsense."""

    name, shape, dtype = "hostile", (Hostile(),), Hostile()


KINDS = sorted(Fact.kinds.values(), key=lambda kind: kind.kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize(
    "value", [Hostile(), HostileTo(), [Hostile()], {"a": Hostile()}], ids=["1", "2", "3", "4"]
)
def test_a_hostile_object_costs_a_field_and_never_the_training(kind, value, tmp_path):
    with record() as run:
        emit(kind, **dict.fromkeys(kind.rules, value))
    (fact,) = run.facts()
    run.save(tmp_path / "run")
    assert [repr(read) for read in load(tmp_path / "run").facts()] == [repr(fact)]


def test_a_field_that_cannot_be_read_says_so():
    with record() as run:
        emit(WeightCreated, name="kernel", layer=Hostile(), sample=Hostile())
    (fact,) = run.facts()
    assert (fact.name, fact.layer, fact.sample) == (
        "kernel",
        "not readable: RuntimeError",
        "not readable: RuntimeError",
    )


@pytest.mark.parametrize("rule", [NORM, SUMMARY, COPY], ids=["norm", "summary", "copy"])
def test_no_warning_of_numpys_reaches_the_user(rule):
    largest = np.finfo("float64").max

    class Watched(Fact):
        value = rule

    with warnings.catch_warnings(), np.errstate(all="raise"), record() as run:
        warnings.simplefilter("error")
        emit(Watched, value=np.array([largest, largest, -math.inf, math.nan]))
    del Fact.kinds["Watched"]
    assert "not readable" not in str(next(run.facts()).value)


def test_a_state_is_a_number_in_a_column_or_else_structure():
    assert [rule.family.value for rule in (STATE, NUMBER, NAME, COPY)] == [
        "state",
        "column",
        "structural",
        "value",
    ]
