"""Which arguments of ``fittrace run`` are fittrace's and which are the script's."""

from __future__ import annotations

import click

__all__ = ["ScriptCommand"]


class ScriptCommand(click.Command):
    """A command of the form ``[OPTIONS] SCRIPT [ARGS...]``, where options may also follow the script.

    After the script (or ``-m MODULE``), exactly the command's own options are taken
    out, spelled in full; everything else is the script's, in its order. What follows
    ``--`` is the script's without exception.
    """

    module_option = "-m"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Bring the command's own options to the front, then let click read them."""
        return super().parse_args(ctx, self._own_options_first(args))

    def _own_options_first(self, args: list[str]) -> list[str]:
        flags, valued = self._spellings()
        own: list[str] = []
        todo = list(args)
        named = False
        while todo and todo[0].startswith("-") and todo[0] not in ("-", "--") and not named:
            named = todo[0].startswith(self.module_option)
            own += _take(todo, valued)
        theirs = [todo.pop(0)] if todo and todo[0] != "--" and not named else []
        while todo and todo[0] != "--":
            is_ours = todo[0] in flags or todo[0].partition("=")[0] in valued
            (own if is_ours else theirs).extend(_take(todo, valued) if is_ours else [todo.pop(0)])
        return [*own, "--", *theirs, *todo[1:]]

    def _spellings(self) -> tuple[set[str], set[str]]:
        """Options without and with a value; --help and -m behind the script are the script's."""
        flags: set[str] = set()
        valued: set[str] = set()
        for parameter in self.params:
            if isinstance(parameter, click.Option) and self.module_option not in parameter.opts:
                (flags if parameter.is_flag else valued).update(parameter.opts)
        return flags, valued


def _take(todo: list[str], valued: set[str]) -> list[str]:
    """Remove an option, and its value where that is an argument of its own, from the front of `todo`.

    Raises:
        BadOptionUsage: the value is missing.
    """
    option = todo.pop(0)
    if option not in valued and option != ScriptCommand.module_option:
        return [option]
    if not todo:
        raise click.BadOptionUsage(option, f"Option {option} needs a value.")
    return [option, todo.pop(0)]
