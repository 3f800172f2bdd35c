"""Random programs, told by the recorder and by a naive one that writes down every single event."""

import contextlib
from itertools import pairwise
from random import Random

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from fittrace.trace import LogicalClock, load, record
from fittrace.trace.catalogue import GradientComputed, LossComputed, WeightCreated

from .programs import Machine, Oops, numbers, random_program, random_statement

# small programs that shrink well, and large ones in which much is folded
statement = st.builds(random_statement, st.randoms(use_true_random=False), st.integers(0, 2))
small = st.lists(statement, min_size=1, max_size=2)
large = st.builds(
    lambda seed, level: random_program(Random(seed), level), st.integers(0, 2**32), st.sampled_from([3, 4, 5])
)

# what `changing` measures; the machine writes down the numbers themselves
MEASURED = ("norm_before", "norm_after", "norm_change")


def outcome(machine, program):
    """What running the program computes, and how it ends."""
    try:
        machine.run(program)
    except Oops as error:
        return machine.numbers, str(error)
    return machine.numbers, None


def kept_of(kind, fields):
    """The fields as the run should tell them, by the names of those that were compared."""
    kept = {}
    for name, value in fields.items():
        rule = kind.rules[name]
        if name in MEASURED or (rule.family.value in ("column", "state") and type(value) in (int, float)):
            kept[name] = float(value)
        else:
            kept[name] = rule.reduce(value)
    return kept


def check_spans(run, machine):
    spans = list(run.spans())
    assert [(s.depth, s.label, s.symbol, s.name, s.index) for s in spans] == [
        (told.depth, told.label, told.symbol, told.name, told.index) for told in machine.spans
    ]
    by_hand = any(node.label == "repeat" for node in run.tree().walk())
    for span, told in zip(spans, machine.spans, strict=True):
        assert (span.exception is not None) == (told.failed is not None), span
        if span.exception is not None:
            assert span.exception.type == "Oops"
            # of a failure that repeats an earlier one call for call, the words are not kept
            assert span.exception.message == told.failed or (
                (told.in_loop or by_hand) and not span.exception.message
            )
        assert span.finished
    starts = [span.start for span in spans]
    assert all(before < after for before, after in pairwise(starts))
    for span in spans:
        if span.parent is not None:
            assert span.parent.start < span.start
            assert span.start + span.duration < span.parent.start + span.parent.duration + 1e-12
    assert run.calls == sum(told.index is None for told in machine.spans)
    return spans


def check_facts(run, machine, spans):
    place = {id(told): number for number, told in enumerate(machine.spans)}
    expected = list(machine.facts)
    for fact in run.facts():
        if fact.kind in ("ExceptionRaised", "CallFailed"):
            continue
        while True:
            kind, fields, told = expected.pop(0)
            if kind.kind == fact.kind and (not kind.novel_only or same(fact, kind, fields)):
                break
            assert kind.novel_only, f"{fact} where a {kind.kind} was stated"
        assert same(fact, kind, fields), (fact, fields)
        where = None if told is None else spans[place[id(told)]]
        assert (fact.span and (fact.span.label, fact.span.start)) == (where and (where.label, where.start))
        assert fact.kept or kind.value_rules
    assert all(kind.novel_only for kind, _, told in expected)
    assert len(list(run.facts("ExceptionRaised"))) == machine.raised_in_calls
    by_span = [(fact.kind, fact.as_dict()) for span in run.spans() for fact in span.facts]
    assert len(by_span) == len([fact for fact in run.facts() if fact.span is not None])
    for kind in (LossComputed, WeightCreated, GradientComputed):
        assert [repr(fact) for fact in run.facts(kind.kind)] == [
            repr(fact) for fact in run.facts() if fact.kind == kind.kind
        ]


def same(fact, kind, fields):
    for name, value in kept_of(kind, fields).items():
        found = getattr(fact, name)
        if kind.rules[name].family.value == "value" and not fact.kept:
            if found is not None:
                return False
        elif isinstance(value, float):
            if abs(found - value) > 1e-9:
                return False
        elif found != value:
            return False
    return True


def check_tree(run, spans):
    def unfold(node, depth):
        for child in node.children:
            for _ in range(child.count):
                if child.label == "repeat":  # found in the calls, and not what the program did
                    yield from unfold(child, depth)
                    continue
                yield depth, child.label, child.name
                yield from unfold(child, depth + 1)

    root = run.tree()
    assert list(unfold(root, 0)) == [(span.depth, span.label, span.name) for span in spans]
    calls = [node for node in root.walk() if node.symbol and not node.loop]
    assert sum(node.times for node in calls) == root.calls == run.calls
    for node in root.walk()[1:]:
        assert (node.exception is not None) == node.failed
    return [(node.label, node.count, node.first, node.last, node.times, node.mean) for node in root.walk()]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=small)
def test_the_run_tells_what_a_small_program_did(program, tmp_path):
    check_program(program, tmp_path / "run")


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(program=large)
def test_the_run_tells_what_a_large_program_did(program, tmp_path):
    check_program(program, tmp_path / "run")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=small, again=small, times=st.integers(1, 20), after=small)
def test_a_loop_written_by_hand_loses_nothing(before, again, times, after, tmp_path):
    check_program([*before, *again * times, *after], tmp_path / "run")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(again=small, times=st.integers(7, 12), after=small, epochs=st.integers(7, 12))
def test_loops_by_hand_in_loops_by_hand_lose_nothing(again, times, after, epochs, tmp_path):
    check_program([*again * times, *after] * epochs, tmp_path / "run")


def check_program(program, path):
    bare = outcome(Machine(), program)
    machine = Machine()
    with record(clock=LogicalClock()) as run:
        assert outcome(machine, program) == bare
    assert not machine.open

    spans = check_spans(run, machine)
    check_facts(run, machine, spans)
    tree = check_tree(run, spans)

    run.save(path)
    read = load(path)
    assert check_tree(read, check_spans(read, machine)) == tree
    check_facts(read, machine, list(read.spans()))
    assert [repr(fact) for fact in read.facts()] == [repr(fact) for fact in run.facts()]


@settings(max_examples=50)
@given(program=st.lists(statement, max_size=3))
def test_a_program_run_many_times_is_stored_once(program):
    def recorded(times):
        machine = Machine()
        with record() as run:
            for _ in numbers(times):
                machine.loops = 0
                with contextlib.suppress(Oops):
                    machine.run(program)
        return run

    few, many = recorded(5), recorded(50)
    assert len(few.recording.lanes[0].events) == len(many.recording.lanes[0].events) == 2
    assert len(few.recording.patterns) == len(many.recording.patterns)
    assert many.calls == 10 * few.calls
