"""What the page says of a difference, in its language."""

from __future__ import annotations

from collections.abc import Mapping

from ...diff import Mark
from ...diff.words import Words
from ..words.language import _, ngettext
from ..words.wording import count_text, listed_text, number_text

__all__ = ["PageWords", "mark_texts"]


def mark_texts() -> dict[Mark, str]:
    """What each mark means."""
    return {
        "added": _("in the second run alone"),
        "removed": _("in the first run alone"),
        "changed": _("another count, or told in another way"),
        "moved": _("moved to here"),
        "left": _("moved away from here"),
        "same": _("the same in both"),
    }


class PageWords(Words):
    """The lines' words, translated."""

    def no_difference(self, calls: int) -> str:
        """Nothing differs."""
        return _("No difference: %(calls)s in both runs.", calls=count_text(calls, "call"))

    def summary(self, counts: Mapping[Mark, int], before: int, after: int) -> str:
        """How much differs, and how many calls there are."""
        named = {
            "added": lambda n: ngettext("%(count)s added", "%(count)s added", n),
            "removed": lambda n: ngettext("%(count)s removed", "%(count)s removed", n),
            "changed": lambda n: ngettext("%(count)s changed", "%(count)s changed", n),
            "moved": lambda n: ngettext("%(count)s moved", "%(count)s moved", n),
        }
        told = listed_text(named[mark](count) for mark, count in counts.items() if count)
        calls = count_text(before, "call"), number_text(after)
        return _("%(told)s; %(before)s before, %(after)s after", told=told, before=calls[0], after=calls[1])

    def first(self, sign: str, path: str) -> str:
        """Where the runs part."""
        if not path:
            return _("The runs part outside of all calls.")
        return _("The runs part at %(sign)s %(path)s", sign=sign, path=path)

    def thread(self, name: str) -> str:
        """The head of a lane's tree."""
        return _("thread %(name)s", name=name)

    def same(self, count: int) -> str:
        """How many calls in a row are the same and not shown."""
        return ngettext("⋯ %(count)s the same", "⋯ %(count)s the same", count)

    def alike(self, where: str) -> str:
        """What differs here was told earlier."""
        return _("the same differs as in %(place)s above", place=where)

    def inside(self, calls: int) -> str:
        """How many calls are in one that are not shown."""
        return _("%(calls)s inside", calls=count_text(calls, "call"))

    def more_facts(self, count: int) -> str:
        """How many facts are not shown."""
        return ngettext("%(count)s more fact differs", "%(count)s more facts differ", count)

    def each(self, time: str) -> str:
        """A time of which there are several."""
        return _("%(time)s each", time=time)

    def ending(self, exception: str) -> str:
        """How a call ended; the exception's type is empty where it returned."""
        return _("ended by %(exception)s", exception=exception) if exception else _("returned")

    def within(self, *, up: bool, arrived: bool) -> str:
        """A move among the calls of one parent."""
        if arrived:
            return _("moved up to here") if up else _("moved down to here")
        return _("moved up from here") if up else _("moved down from here")

    def moved_from(self, place: str) -> str:
        """A move from another parent."""
        return _("moved from %(place)s", place=place or _("the outermost calls"))

    def moved_to(self, place: str) -> str:
        """A move to another parent."""
        return _("moved to %(place)s", place=place or _("the outermost calls"))
