"""Questions: what one is, and how its answers are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ...trace import Node

__all__ = ["Answer", "Asked", "Question", "ask", "call_text", "dealt", "numbers_near"]

Answer = str | int

WRONG_ANSWERS: Final = 3
FEWEST_WRONG_ANSWERS: Final = 2
LONGEST_ANSWER: Final = 120
"""Characters: what is longer is no answer that somebody reads."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the run answers.

    Attributes:
        kind: which question it is; the template has its words.
        node: the call that the answer can be seen in.
        right: the answer; a name, a shape or a number.
        wrong: what it could be taken for, the most plausible first; may hold doubles and the right answer.
        about: what its words are filled in with.
    """

    kind: str
    node: Node
    right: Answer
    wrong: tuple[Answer, ...]
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands on the page.

    Attributes:
        line: the outline's line of the call that shows the answer.
        answers: what can be chosen, one of them right.
        right: the right one's place.
        named: whether the answers are names of the program's.
    """

    kind: str
    line: int
    answers: tuple[Answer, ...]
    right: int
    about: Mapping[str, Any]

    @property
    def named(self) -> bool:
        """Whether the answers are names and shapes, not counts."""
        return isinstance(self.answers[self.right], str)


def ask(question: Question, line: int | None) -> Asked | None:
    """The question with the right answer first; None where it has too few, or the call no line."""
    wrong: dict[str, Answer] = {}
    for answer in question.wrong:
        if _seen(answer) != _seen(question.right) and _fits(answer):
            wrong.setdefault(_seen(answer), answer)
    if line is None or len(wrong) < FEWEST_WRONG_ANSWERS or not _fits(question.right):
        return None
    answers = (question.right, *list(wrong.values())[:WRONG_ANSWERS])
    return Asked(question.kind, line, answers, 0, question.about)


def dealt(questions: Iterable[Asked], random: Random) -> list[Asked]:
    """The questions with their answers in any order, and the right ones at each place as often as at others.

    A place that follows from the answers, or from chance, would tell some readers which one is right.
    """
    used = [0] * (WRONG_ANSWERS + 1)
    found = []
    for question in questions:
        right = question.answers[question.right]
        others = [answer for answer in question.answers if answer is not right]
        random.shuffle(others)
        places = range(len(question.answers))
        fewest = min(used[place] for place in places)
        place = random.choice([place for place in places if used[place] == fewest])
        used[place] += 1
        answers = (*others[:place], right, *others[place:])
        found.append(replace(question, answers=answers, right=place))
    return found


def _seen(answer: Answer) -> str:
    """What a reader tells answers apart by."""
    return "".join(str(answer).split()).casefold()


def _fits(answer: Answer) -> bool:
    return answer >= 0 if isinstance(answer, int) else 0 < len(answer) <= LONGEST_ANSWER


def call_text(node: Node) -> str:
    """A call as an answer names it: ``Dense.call dense_1``."""
    return f"{node.label} {node.name}" if node.name else node.label


def numbers_near(number: int, others: Iterable[int | None]) -> tuple[int, ...]:
    """Wrong answers to a question for a count: those of other things, then the number missed by one."""
    return (*(other for other in others if other is not None), number - 1, number + 1)
