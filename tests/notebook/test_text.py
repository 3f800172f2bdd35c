"""A run and its tree as text, at a prompt."""

import fittrace
from fittrace.notebook import text_of


def test_the_text_form_is_head_tree_and_what_to_do_next(run):
    head, *tree, after = text_of(run).splitlines()
    assert head == f"small.py: {run.calls:,} calls, finished"
    assert tree[0].startswith("├─ C Sequential.compile")
    assert "run.report(" in after
    assert "run.save(" in after


def test_repeats_are_told_once_and_three_levels_are_shown(run):
    text = text_of(run)
    assert "steps 2 to 4" in text
    assert "Dense.build" not in text


def test_ipython_gets_the_text_alone_and_asks_for_html_where_it_can_show_any(run):
    assert run._repr_mimebundle_(include=None, exclude=None) == {"text/plain": text_of(run)}


def test_a_run_without_calls_says_so(empty_run):
    assert text_of(empty_run) == "empty.py: 0 calls, finished\nNo call of Keras was recorded."


def test_a_tree_at_the_prompt_is_a_few_lines(run):
    lines = repr(run.tree()).splitlines()
    assert lines[0] == "<Node run>"
    assert 3 < len(lines) < 40
    assert max(map(len, lines)) <= 160


def test_a_node_of_many_calls_says_how_many(run):
    fit = run.tree().children[1]
    steps = next(node for node in fit.walk() if node.label == "step" and node.count == 3)
    assert repr(steps).startswith("<Node step, 3 times>\n├─ ")


def test_a_node_with_nothing_below_is_one_line(run):
    leaf = run.tree().walk()[-1]
    assert "\n" not in repr(leaf)


def test_long_trees_are_cut_and_the_rest_is_counted(run):
    @fittrace.trace.hook
    def work(number):
        return number

    with fittrace.record(script="long.py") as long:
        for number in range(200):
            fittrace.trace.annotate(number=number)
            (work if number % 2 else _other)(number)
    lines = text_of(long).splitlines()
    assert len(lines) <= 63
    assert text_of(long) == text_of(long)


@fittrace.trace.hook
def _other(number):
    return number


def test_control_characters_of_a_name_are_spelled_out():
    with fittrace.record(script="\x1b[31mred\n.py") as run:
        _other(1)
    assert text_of(run).startswith(r"\x1b[31mred\n.py: 1 call, finished")
