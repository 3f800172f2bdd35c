"""Random queries of random programs find what trying every step on every call finds."""

import contextlib
from random import Random

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from fittrace.trace import LogicalClock, record
from tests.trace.programs import Machine, Oops, random_program

from .naive import COMBINATORS, FILTERS, LABELS, found

program = st.builds(
    lambda seed, level: random_program(Random(seed), level), st.integers(0, 2**32), st.sampled_from([2, 3, 4])
)
step = st.tuples(
    st.sampled_from(list(COMBINATORS)),
    st.sampled_from(list(LABELS)),
    st.lists(st.sampled_from(FILTERS), max_size=2),
)
path = st.lists(step, min_size=1, max_size=4).map(
    lambda steps: [(" " if steps[0][0] in "+~" else steps[0][0], *steps[0][1:]), *steps[1:]]
)
query = st.lists(path, min_size=1, max_size=2)


def text_of(paths):
    return ", ".join(
        " ".join(f"{combinator} {label}{''.join(filters)}" for combinator, label, filters in path)
        for path in paths
    )


def recorded(program, times=1):
    with record(clock=LogicalClock()) as run, contextlib.suppress(Oops):
        for _ in range(times):
            Machine().run(program)
    return run


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(program, st.lists(query, min_size=1, max_size=4), st.sampled_from([1, 1, 12]))
def test_what_is_found_is_what_is_there(program, queries, times):
    run = recorded(program, times)
    spans = list(run.spans())
    for paths in queries if len(spans) < 400 else ():
        matches, expected = run.find(text_of(paths)), found(spans, paths)
        assert list(matches) == expected, text_of(paths)
        assert matches.count() == len(expected)
        for place in (0, len(expected) // 2, len(expected) - 1) if expected else ():
            assert matches[place] == expected[place]
        assert matches.first() == (expected[0] if expected else None)
        assert bool(matches.instead) is not bool(expected)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(program, st.randoms(use_true_random=False), st.sampled_from([1, 12]))
def test_a_path_finds_the_call_it_is_of_and_no_other(program, random, times):
    run = recorded(program, times)
    spans = list(run.spans())
    for span in random.sample(spans, min(5, len(spans))):
        assert list(run.find(span.path)) == [span], span.path


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(program, st.sampled_from([1, 12]))
def test_children_and_order_are_those_of_the_run(program, times):
    spans = list(recorded(program, times).spans())
    for span in spans[:60]:
        assert list(span.children) == [child for child in spans if child.parent == span]
        assert [other for other in spans if span.before(other)] == spans[spans.index(span) + 1 :]
