"""What ``fittrace run`` says after the script has ended, a sentence for each thing that is not as usual."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .session import Outcome, Session
from .stand_in import SERVED

if TYPE_CHECKING:
    from fittrace.trace.run import Run

__all__ = ["about_nothing", "about_recordings_inside", "about_the_end", "left_alone"]


def left_alone(session: Session, page: Path | None, saved: Path | None) -> list[Path]:
    """What an earlier run has made and this one, of which nothing was recorded, does not replace."""
    if session.run.calls:
        return []
    has_earlier_page = page is not None and page.exists() and page.stat().st_size > 0
    left = page if has_earlier_page else None, saved if session.is_unused else None
    return [path for path in left if path is not None]


def about_nothing(run: Run, left: Sequence[Path], *, real: bool) -> str:
    """Why a script that came to its end has no call in its recording."""
    files = _recordings_inside(run)
    if files is not None:
        first = f"; fittrace report {files[0]} makes its page" if files else ""
        why = f"the script's own fittrace.record took them all{first}"
    else:
        why = "calls of the real Keras are not recorded" if real else "the script made none of Keras"
    return f"no call was recorded: {why}{_stays(left)}."


def about_recordings_inside(run: Run, title: str) -> str:
    """Where calls have gone that are not in the recording of the command; empty where all are."""
    files = _recordings_inside(run)
    if files is None or not run.calls:
        return ""
    where = f" ({' and '.join(files)})" if files else ""
    return (
        f"{title} records itself: calls inside its own fittrace.record went into that recording{where}, "
        "not into this one."
    )


def _recordings_inside(run: Run) -> list[str] | None:
    """The files of recordings that the script has made itself, None where it has made none."""
    from fittrace.trace.recorder import INSIDE

    told: Any = run.header.notes.get(INSIDE)
    return None if told is None else list(told["files"])


def about_the_end(
    outcome: Outcome, error: BaseException | None, left: Sequence[Path], *, real: bool, has_page: bool
) -> str:
    """The sentence that a script which failed leaves behind."""
    wanted = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if real and wanted in SERVED:
        without = f"--real takes {wanted} from this Python, which has none; install it or leave out --real"
        return f"{outcome.sentence}: {without}."
    before = " before any call was recorded" if left else ""
    return f"{outcome.sentence}{before}{_stays(left)}{'; the page shows where' if has_page else ''}."


def _stays(left: Sequence[Path]) -> str:
    if not left:
        return ""
    names = " and ".join(map(str, left))
    return f"; {names} {'is left as it was' if len(left) == 1 else 'are left as they were'}"
