"""A script's traceback is Python's, without the frames that are ours."""

import traceback

from fittrace.cli.tracebacks import traceback_text
from fittrace.trace import hook, record


@hook
def hooked(work):
    return work()


def caught(work):
    try:
        work()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def fail():
    raise ValueError("no data")


def fail_because():
    try:
        hooked(fail)
    except ValueError as error:
        raise RuntimeError("no training") from error


def test_without_our_frames_it_is_what_python_prints():
    error = caught(fail)
    assert traceback_text(error) == "".join(traceback.format_exception(error))


def test_frames_of_a_hook_are_left_out_and_counted():
    with record():
        error = caught(lambda: hooked(fail))
    text = traceback_text(error)
    assert "in fail" in text
    assert "<fittrace" not in text
    assert text.endswith("frame inside fittrace is not shown.)\n") or "frames inside fittrace" in text


def test_causes_are_shown_and_cleaned_too():
    with record():
        text = traceback_text(caught(fail_because))
    assert "direct cause" in text
    assert "RuntimeError: no training" in text
    assert "<fittrace" not in text


def test_groups_are_cleaned_too():
    with record():
        inner = caught(lambda: hooked(fail))
    text = traceback_text(ExceptionGroup("several", [inner]))
    assert "ValueError: no data" in text
    assert "<fittrace" not in text
