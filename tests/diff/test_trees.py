"""What differs between two folded trees."""

import sys

import pytest

from fittrace.diff import compare_trees

from .trees import call, loop, marks, run


def test_equal_trees_have_no_difference():
    trees = [run(call("compile"), call("fit", loop("epoch", 5, call("step")))) for _ in "ab"]
    found = compare_trees(*trees)
    assert (marks(found), found.differs) == ([], False)


def test_a_call_that_is_new_is_added():
    found = compare_trees(run(call("fit", call("a"))), run(call("fit", call("a"), call("b"))))
    assert marks(found) == ["+ fit > b"]


def test_a_call_that_is_gone_is_removed():
    found = compare_trees(run(call("fit", call("a"), call("b"))), run(call("fit", call("b"))))
    assert marks(found) == ["- fit > a"]


def test_what_changes_places_with_a_sibling_has_moved():
    found = compare_trees(
        run(call("fit", call("a"), call("b"), call("c"))), run(call("fit", call("a"), call("c"), call("b")))
    )
    assert len(marks(found)) == 2
    assert {mark[0] for mark in marks(found)} == {"<", ">"}


def test_a_call_that_has_another_parent_has_moved():
    found = compare_trees(
        run(call("compile"), call("fit", call("build", call("add_weight")))),
        run(call("compile", call("build", call("add_weight"))), call("fit")),
    )
    assert marks(found) == ["> compile > build", "< fit > build"]


def test_moved_calls_are_found_inside_of_what_is_new():
    built = call("build", call("add_weight", name="dense"), name="dense")
    again = call("build", call("add_weight", name="dense"), name="dense")
    found = compare_trees(run(call("fit", built)), run(call("adapter", call("peek"), again), call("fit")))
    assert marks(found) == ["+ adapter", "+ adapter > peek", "> adapter > build", "< fit > build"]


def test_what_differs_in_a_moved_call_is_told_where_it_has_come_to():
    found = compare_trees(
        run(call("compile"), call("fit", call("build", call("a"), call("b")))),
        run(call("compile", call("build", call("a"), call("c"))), call("fit")),
    )
    assert marks(found) == [
        "> compile > build",
        "- compile > build > b",
        "+ compile > build > c",
        "< fit > build",
    ]


def test_names_by_number_are_the_same_in_another_process():
    trees = [
        run(call("Dense.call", name=f"dense_{at}"), call("Dense.call", name=f"dense_{at + 1}"))
        for at in (1, 8)
    ]
    assert not compare_trees(*trees).differs


def test_names_that_somebody_gave_are_not():
    trees = [run(call("Dense.call", name=name)) for name in ("hidden_1", "hidden_2")]
    assert marks(compare_trees(*trees)) == ["- Dense.call", "+ Dense.call"]


def test_the_count_of_a_loop_changes():
    found = compare_trees(run(loop("epoch", 5, call("a"))), run(loop("epoch", 8, call("a"))))
    (changed,) = (entry for entry in found.walk() if entry.mark == "changed")
    assert changed.counts == (5, 8)
    assert (changed.before.text, changed.after.text) == ("epochs 1 to 5", "epochs 1 to 8")


def test_a_first_and_a_last_iteration_of_their_own_stay_what_they_are():
    trees = [
        run(
            loop("step", 1, call("build")),
            loop("step", count, call("a"), first=1),
            loop("step", 1, call("b")),
        )
        for count in (104, 209)
    ]
    assert [entry.counts for entry in compare_trees(*trees).walk() if entry.mark != "same"] == [(104, 209)]


def test_one_iteration_in_the_middle_that_differs_is_told_by_its_number():
    before = run(loop("step", 10, call("a")))
    after = run(
        loop("step", 4, call("a")),
        loop("step", 1, call("a"), call("b"), first=4),
        loop("step", 5, call("a"), first=5),
    )
    assert marks(compare_trees(before, after)) == ["+ step[5] > b"]


def test_a_loop_that_ends_early_lacks_its_last_iterations():
    before = run(loop("epoch", 10, call("a")))
    after = run(loop("epoch", 6, call("a")), loop("epoch", 1, call("a"), call("stop"), first=6))
    assert marks(compare_trees(before, after)) == ["+ epoch[7] > stop", "- epoch[8]"]


def test_iterations_that_differ_in_the_same_way_are_told_once():
    before = run(loop("step", 9, call("a")))
    after = run(*(loop("step", 1, call("a"), *[call("b")] * (at % 3 == 0), first=at) for at in range(9)))
    found = compare_trees(before, after)
    assert marks(found) == ["+ step[1] > b"]
    assert [entry.path for entry in found.walk() if entry.alike is not None] == ["step[4]", "step[7]"]


def wide(labels):
    return run(*(call(label) for label in labels))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([f"f{at}" for at in range(4000)], [f"g{at}" for at in range(4000)]),
        ([f"f{at}" for at in range(4000)], [f"f{at}" for at in reversed(range(4000))]),
        ([f"f{at * at % 7}" for at in range(4000)], [f"f{at * at % 5}" for at in range(4000)]),
    ],
)
def test_wide_trees_take_no_square_of_their_width(one, other):
    small, large = (work_of(wide(one[:size]), wide(other[:size])) for size in (1000, 4000))
    assert large < 8 * small


def work_of(before, after):
    """How many functions are called, ours and C's: the same on every machine."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        compare_trees(before, after)
    finally:
        sys.setprofile(None)
    return calls


def test_deep_trees_are_compared_as_well():
    def deep(leaf):
        node = call(leaf)
        for _ in range(5000):
            node = call("f", node)
        return run(node)

    assert len(marks(compare_trees(deep("a"), deep("b")))) == 2
