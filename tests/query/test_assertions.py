"""Assertions about calls: what passes, and what a failure shows."""

import pytest

import fittrace
from fittrace import QueryError

from .conftest import classifier


def said(assertion, *arguments, **options):
    """The message of an assertion that fails."""
    with pytest.raises(AssertionError) as caught:
        assertion(*arguments, **options)
    return str(caught.value)


def test_what_is_so_passes(run):
    run.assert_called("Dense.build")
    run.assert_never("Conv2D.")
    run.assert_count("train_step", 15)
    run.assert_order("on_epoch_begin", "on_train_batch_begin", "train_step", "on_train_batch_end")
    run.assert_order("on_train_batch_begin", "train_step", "on_train_batch_end", within="epoch > step")
    run.assert_nested("fit", "train_step, on_epoch_*")
    run.assert_same_calls(run)


def test_another_order_is_shown_beside_the_one_that_is_expected(run):
    message = said(run.assert_order, "on_train_batch_end", "train_step")
    assert message == (
        "'train_step' comes before 'on_train_batch_end', and should come after it:\n"
        "  expected                found\n"
        "  1. on_train_batch_end      Sequential.fit  sequential > epoch 1 > step 1\n"
        "  2. train_step           2. ├─ train_function > step_function > run_step > "
        "Sequential.train_step  sequential\n"
        "                          1. └─ CallbackList.on_train_batch_end"
    )


def test_an_order_within_is_that_of_every_single_call(run):
    message = said(run.assert_order, "Dense.call", "Dense.build", within="step")
    assert message.startswith("'Dense.build' comes before 'Dense.call' in > Sequential.fit")
    missing = said(run.assert_order, "Dense.call", "Dense.build", within="epoch[2] > step")
    assert missing.startswith(
        "'Dense.build' is never called in > Sequential.fit#sequential > epoch[2] > step[1]: "
    )


def test_one_call_is_not_after_itself(run):
    assert "is the same call as" in said(run.assert_order, "compile", "Sequential.compile")


def test_an_order_is_one_of_two_calls_or_more(run):
    with pytest.raises(TypeError, match="two queries or more"):
        run.assert_order("fit")


def test_what_is_missing_has_what_is_there_beside_it(run):
    assert said(run.assert_called, "epoch[7]") == (
        "'epoch[7]' is never called: no epoch[7]: the run has epochs 1 to 5"
    )
    assert "'epoch[7]' is called 0 times, not 2 times: no" in said(run.assert_count, "epoch[7]", 2)
    assert "is never called" in said(run.assert_nested, "fit", "nothing")
    assert "is never called" in said(run.assert_order, "fit", "nothing")
    assert "'nothing' is never called" in said(run.assert_order, "fit", "train_step", within="nothing")


def test_what_should_never_be_is_shown_among_its_siblings(run):
    message = said(run.assert_never, "on_epoch_begin")
    assert message.splitlines()[0] == "'on_epoch_begin' is called 10 times, and should never be; first here:"
    assert "-> ├─ CallbackList.on_epoch_begin" in message
    assert "   ├─ Sequential.reset_metrics  sequential" in message


def test_of_too_many_the_first_that_is_too_many_is_shown(run):
    message = said(run.assert_count, "epoch", 3)
    assert message.splitlines()[0] == "'epoch' is called 5 times, not 3 times; the first that is too many:"
    assert "-> ├─ epoch 4" in message
    assert "the last one" in said(run.assert_count, "epoch", 6)


def test_a_call_outside_is_shown_where_it_is(run):
    message = said(run.assert_nested, "epoch[2:]", "train_step")
    assert message.splitlines()[0] == "'train_step' is called outside of 'epoch[2:]':"
    assert "epoch 1 > step 1" in message


def test_other_calls_are_shown_as_a_short_tree(run):
    other = classifier(epochs=5, callbacks=[fittrace.keras.callbacks.TerminateOnNaN()])
    message = said(other.assert_same_calls, run)
    assert message.startswith("the calls are not those of the other run (+ is called here alone")
    assert "TerminateOnNaN.on_train_batch_begin" in message
    assert len(message.splitlines()) < 30


def test_facts_and_times_are_no_other_calls(run):
    run.assert_same_calls(classifier())


def test_a_query_that_is_none_is_no_failed_assertion(run):
    with pytest.raises(QueryError):
        run.assert_called("fit >")
