"""The grammar: what is taken, and what is refused with a caret at the mistake."""

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from fittrace.errors import QueryError
from fittrace.query.language import Indexed, Labelled, Named, Nth, OfClass, Text
from fittrace.query.parse import parse


def steps(query):
    (path,) = parse(query).paths
    return [(step.combinator, *step.filters) for step in path]


def label(text):
    return Labelled(Text(text))


def test_steps_stand_in_one_of_four_relations():
    assert steps("fit > epoch step + step ~ step >> call") == [
        (" ", label("fit")),
        (">", label("epoch")),
        (" ", label("step")),
        ("+", label("step")),
        ("~", label("step")),
        (" ", label("call")),
    ]


def test_a_leading_child_sign_means_the_outermost_calls():
    assert steps("> fit") == [(">", label("fit"))]


@pytest.mark.parametrize(
    ("written", "filters"),
    [
        ("#dense_1", [Named(Text("dense_1"))]),
        ('#"my layer"', [Named(Text("my layer", quoted=True))]),
        (":Dense", [OfClass(Text("Dense"))]),
        ("epoch[2]", [label("epoch"), Indexed(2, 2)]),
        ("step[2:5]", [label("step"), Indexed(2, 5)]),
        ("step[-3:]", [label("step"), Indexed(-3, None)]),
        ("call:first", [label("call"), Nth(1)]),
        ("call:last", [label("call"), Nth(-1)]),
        ("call:nth( 2 )", [label("call"), Nth(2)]),
        (r'"a \"b\""', [Labelled(Text('a "b"', quoted=True))]),
    ],
)
def test_filters(written, filters):
    assert steps(written) == [(" ", *filters)]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("2ms", 2e-3), ("50us", 50e-6), ("50µs", 50e-6), ("7ns", 7e-9), (".5s", 0.5), ("2min", 120), ("1", 1)],
)
def test_times_have_units(written, seconds):
    ((_, where),) = steps(f"[duration>{written}]")
    assert where.asked.value.number == seconds


MISTAKES = [
    ("", "a call is expected here", 0),
    ("fit >", "a call is expected here", 5),
    ("fit > > step", "a call is expected here, not '>'", 6),
    ("+ step", "'+' stands between two steps", 0),
    ("a,, b", "a call is expected here", 2),
    ("step[2", "']' is missing", 6),
    ("step[0]", "counted from 1", 5),
    ("step[]", "a number like [2]", 5),
    ("step:frist", "did you mean 'first'?", 5),
    ("step:nth", "takes a number", 8),
    ("step:nth(0)", "there is no 0", 9),
    ("fit#", "the name of an instance", 4),
    ("[dration>2ms]", "did you mean 'duration'?", 1),
    ("[duration>long]", "compares with a number", 10),
    ("[duration=long]", "compared with a number", 10),
    ("[duration]", "another operator is expected", 9),
    ("[failed=1]", "compared with nothing", 8),
    ("[name<3]", "is a text", 6),
    ("[stage=bild]", "the stages are compile, data", 7),
    ("[LossComputed.vale>1]", "did you mean 'value'?", 14),
    ("[LossComputed>1]", "a field is compared", 1),
    ("[fact~Loss]", "knows no '~'", 6),
    ('"fit', "the closing quote is missing", 0),
    ("fit ]", "not ']'", 4),
]


@pytest.mark.parametrize(("query", "problem", "position"), MISTAKES)
def test_a_mistake_is_told_and_pointed_at(query, problem, position):
    with pytest.raises(QueryError, match=r".") as caught:
        parse(query)
    assert problem in caught.value.problem
    assert caught.value.position == position
    said, shown, caret = str(caught.value).split("\n")
    assert said == caught.value.problem
    assert (shown, caret) == (f"  {query}", " " * (position + 2) + "^")


def test_the_caret_stays_in_sight_in_a_long_query():
    with pytest.raises(QueryError) as caught:
        parse("fit > " * 100 + "step[0] > " + "call > " * 100 + "call")
    _, shown, caret = str(caught.value).split("\n")
    assert len(shown) < 80
    assert shown[caret.index("^")] == "0"


PIECES = st.sampled_from(
    [
        *"[]()#:,>+~\"\\ =<!-0123456789",
        *(">>", "fit", "*", "epoch", "Dense.", "nth", "first", "duration", "ms", "name", "LossComputed"),
        *(".value", "stage", "build", "fact", "failed", "\n", "\0", "é", "🦊", "९", "²"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
@example("[duration>१]")
@example("[duration>1e9999]")
@example("step[99999999999999999999]")
def test_any_text_is_a_query_or_has_its_mistake_pointed_at(text):
    mistake = None
    try:
        read = parse(text)
    except QueryError as error:
        mistake = error
    if mistake is None:
        assert all(read.paths)
    else:
        assert 0 <= mistake.position <= len(text)
        assert len(str(mistake).split("\n")) == 3
