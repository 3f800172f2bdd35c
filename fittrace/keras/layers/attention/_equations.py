"""The einsum equations of attention with several heads, for sequences along any number of axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from string import ascii_lowercase


def projection_equation(free: int, bound: int, made: int) -> tuple[str, str]:
    """The equation of a projection, and the letters of its bias.

    Args:
        free: axes of the input that stay.
        bound: axes of the input that the kernel sums over.
        made: axes that come out of the kernel, last in the output.
    """
    letters = iter(ascii_lowercase)
    kept, summed, new = (_take(letters, count) for count in (free, bound, made))
    return f"{kept}{summed},{summed}{new}->{kept}{new}", new


def attention_equations(rank: int, attention_axes: Sequence[int]) -> tuple[str, str, int]:
    """The equations for the scores and for the weighted values, and how many axes the scores have.

    Query, key and value are ``(batch, ..., heads, width)`` with `rank` axes; the scores keep all of them
    but the attention axes and the width, then come the attention axes of the query, then those of the key.

    Args:
        rank: the number of axes.
        attention_axes: those along which positions look at one another.
    """
    letters = iter(ascii_lowercase)
    query = _take(letters, rank)
    key = "".join(next(letters) if axis in attention_axes else letter for axis, letter in enumerate(query))
    batch = "".join(letter for axis, letter in enumerate(query[:-1]) if axis not in attention_axes)
    scores = (
        batch
        + "".join(query[axis] for axis in attention_axes)
        + "".join(key[axis] for axis in attention_axes)
    )
    return f"{key},{query}->{scores}", f"{scores},{key}->{query}", len(scores)


def _take(letters: Iterator[str], count: int) -> str:
    return "".join(islice(letters, count))
