"""What holds for the difference of any two trees."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace.diff import compare_trees
from fittrace.diff.result import _count

from .trees import call, calls_of, loop, marks, run

LABELS = st.sampled_from("abcd")
LOOPS = st.sampled_from(["epoch", "step"])


def described(children):
    calls = st.tuples(st.just("call"), LABELS, st.just(1), children)
    return calls | st.tuples(st.just("loop"), LOOPS, st.integers(1, 5), children)


TREES = st.lists(
    st.recursive(
        st.tuples(st.just("call"), LABELS, st.just(1), st.just([])),
        lambda inner: described(st.lists(inner, max_size=4)),
        max_leaves=12,
    ),
    max_size=5,
)


def tree(description):
    return run(*map(_made, description))


def _made(node):
    kind, label, count, children = node
    made = map(_made, children)
    return call(label, *made) if kind == "call" else loop(label, count, *made)


def told(entry):
    """All that a difference tells, as plain tuples."""
    return [
        (one.mark, one.path, one.before and one.before.text, one.after and one.after.text, one.inside)
        for one in entry.walk()
    ]


@given(TREES)
def test_a_tree_does_not_differ_from_itself(description):
    assert marks(compare_trees(tree(description), tree(description))) == []


@given(TREES, TREES)
def test_trees_that_differ_have_a_difference(one, other):
    assert compare_trees(tree(one), tree(other)).differs == (one != other)


@settings(max_examples=200)
@given(TREES, TREES)
def test_the_difference_is_the_same_from_both_sides(one, other):
    there, back = compare_trees(tree(one), tree(other)), compare_trees(tree(other), tree(one))
    assert told(there.mirrored()) == told(back)
    assert told(there.mirrored().mirrored()) == told(there)


@settings(max_examples=200)
@given(TREES, TREES)
def test_what_is_added_and_removed_explains_how_many_calls_there_are(one, other):
    before, after = tree(one), tree(other)
    less, more = Counter(), Counter()
    _count(compare_trees(before, after), less, more)
    expected = calls_of(after)
    expected.subtract(calls_of(before))
    more.subtract(less)
    assert {label: count for label, count in more.items() if count} == {
        label: count for label, count in expected.items() if count
    }


@given(TREES, TREES)
def test_a_move_has_two_ends(one, other):
    entries = list(compare_trees(tree(one), tree(other)).walk())
    moves = [entry for entry in entries if entry.mark in ("moved", "left")]
    assert all(entry.elsewhere.elsewhere is entry for entry in moves)
    assert sum(entry.mark == "moved" for entry in moves) == sum(entry.mark == "left" for entry in moves)
    assert all(entry.before.node.label == entry.after.node.label for entry in moves)
