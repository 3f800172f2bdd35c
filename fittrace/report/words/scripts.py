"""Words that the page's scripts need; they stand in the page, in its language."""

from __future__ import annotations

from typing import Final

from .language import N_, _

__all__ = ["WORDS", "words"]

WORDS: Final = {
    "found": N_("{count} × “{wanted}”"),
    "back to the page": N_("back to the page"),
    "full page": N_("full page"),
    "epoch {first}": N_("epoch {first}"),
    "step {first}": N_("step {first}"),
    "repeat {first}": N_("repeat {first}"),
    "epochs {first} to {last}": N_("epochs {first} to {last}"),
    "steps {first} to {last}": N_("steps {first} to {last}"),
    "repeats {first} to {last}": N_("repeats {first} to {last}"),
    "tick": N_("{count} tick"),
    "ticks": N_("{count} ticks"),
    "failed": N_("failed"),
    "stopped here": N_("stopped here"),
    "mean of": N_("mean of {count}"),
    "together": N_("in all {together}"),
    "no call": N_("No call is like that."),
    "all calls": N_("All {all} calls."),
    "calls of all": N_("{count} of {all} calls."),
    "calls in lines": N_("{count} calls in {lines} lines, each with what it takes on average and in all."),
    "duration is mean": N_("{duration} on average over {count}"),
    "mean is scaled": N_("drawn {drawn} long, to fit into {parent}; {duration} on average over {count}"),
    "share of": N_("{share} %\u00a0of {parent}"),
    "share of each": N_("{share} %\u00a0of each {parent}"),
    "calls from to": N_("calls {from} to {to}"),
    "call number": N_("call {from}"),
    "alike": N_("{count} alike in one block: zoom in to part them"),
    "typical": N_("as in each of {count} {parent}s alike, drawn for all of them"),
    "crowd": N_("{count} calls, too short to part here; the longest:"),
    "in thread": N_("in {thread}"),
    "nothing pointed at": N_("Point at a call, or walk from call to call with the arrow keys."),
    "window": N_("In sight: {from} to {to}"),
    "window of calls": N_("In sight: calls {from} to {to}"),
    "outermost": N_("outermost"),
    "callees folded": N_("+{count} callees folded"),
    "not listed": N_("This call is not listed in the outline, which is full."),
    "not drawn": N_("{name} is not drawn here; marked is {around}, the nearest call around it."),
    "no box": N_("No box has “{wanted}” in it."),
    "hit of": N_("Hit {at} of {count}: {name}"),
    "step": N_("step"),
    "epoch": N_("epoch"),
    "no number": N_("no number"),
    "from to": N_("{low} to {high}"),
    "curve at": N_("{key} {value}"),
    "read at": N_("{where}: {values}"),
    "right answer": N_("right answer"),
    "your answer": N_("your answer"),
    "is right": N_("That is right."),
    "is wrong": N_("That is not right."),
    "right so far": N_("{right} of {answered} right so far"),
    "quiz score": N_("{right} of {count} right"),
    "look again": N_("Worth another look:"),
    "all right": N_("Not one was missed."),
    "scene of": N_("scene {place} of {count}"),
    "part of": N_("part {place} of {count}"),
    "end of slides": N_("This was the last one."),
    "source": N_("Source"),
    "source in": N_("{file}, from line {line}"),
    "stands for": N_("fittrace’s own code; it stands for {symbol} of Keras 2.12."),
    "loop in": N_("The loop is in {symbol}; {loop} gives what it goes over."),
    "lines that ran": N_(
        "Marked: the lines that made the calls recorded here ({lines}), told by the names they call."
    ),
    "cannot unpack": N_("This browser is too old to unpack the source."),
    "excerpt": N_("▸ marks the lines that made the calls recorded here; ⋯ stands for lines left out."),
    "lines left out": N_("lines left out"),
    "source cut": N_("The run keeps only the beginning of this function."),
    "no such address": N_("Nothing on this page has the address #{address}."),
    "step of walkthrough": N_("Scene {number} of the walkthrough"),
    "cannot unpack explanation": N_("This browser is too old to unpack the explanation."),
    "cannot switch": N_("This browser is too old to unpack the page in another language."),
}
"""By the name that a script asks for; what stands in braces is filled in."""


def words() -> dict[str, str]:
    """All of them, in the language that is being spoken."""
    return {name: _(text) for name, text in WORDS.items()}
