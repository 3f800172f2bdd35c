"""Trampolines: the function that stands in a hook's place.

A trampoline has the very signature of its target.  That keeps ``help()`` and
``inspect`` truthful, and it is what makes an idle hook cheap: handing ``*args``
and ``**kwargs`` through costs three times as much as naming each argument.  The
source is therefore generated, once for each shape of signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, update_wrapper
from inspect import Parameter
from typing import TYPE_CHECKING, Any, Final

from .codes import EXIT
from .context import current_lane

if TYPE_CHECKING:
    from .hook import HookSite

__all__ = ["HOOK_FILE", "is_trampoline", "trampoline"]

HOOK_FILE: Final = "<fittrace hook>"
"""What a traceback calls the file of a trampoline."""

# Two underscores keep the names apart from a method's parameters, which Python mangles
# when they begin so.  An event is added in one go, and begin and end where the `except` sees
# to a missing end, so that Ctrl-C at any moment and a thread that reads find whole events.
# An exception in here is the recorder's own, or of an object that cannot be looked at, and goes
# no further; where there is no room left on the stack to tell of a failure, an outer call will.
_SOURCE: Final = """
def make(__target, __site, __current_lane, __EXIT, __type):
    def trampoline({parameters}):
        __lane = __current_lane()
        if __lane is None:
            return __target({arguments})
        try:
            __code = __lane.codes[__site]{key}
        except Exception:
            __code = __site.intern(__lane, {subject})
        if __code < 0:
            __code = ~__code
            if __lane.is_own_super(__code):
                return __target({arguments})
        __extend, __clock = __lane.extend, __lane.clock
        __now = __clock()
        try:
            __extend((__code, __now))
            __result = __target({arguments})
            __extend((__EXIT, __clock()))
        except BaseException as __error:
            try:
                __lane.fail(__code, __now, __error)
            except Exception:
                pass
            raise
        return __result
    return trampoline
"""


def trampoline(target: Callable[..., Any], site: HookSite) -> Callable[..., Any]:
    """A function with the signature of `target` that records each call into the current lane."""
    make = _compiled(_shape_of(target), site.subject_kind, site.named_by)
    made = make(target, site, current_lane, EXIT, type)
    update_wrapper(made, target)
    made.__defaults__ = target.__defaults__
    made.__kwdefaults__ = target.__kwdefaults__
    return made


def is_trampoline(function: object) -> bool:
    """Whether calls of the function are recorded already."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename == HOOK_FILE


def _shape_of(target: Callable[..., Any]) -> tuple[tuple[str, Any, bool], ...]:
    """Name, kind and whether there is a default, of each parameter that the function itself has.

    Read from the code: what `inspect.signature` tells of a decorated function is the
    signature of the function below the decorator, which may be another.
    """
    code = target.__code__
    positional, keyword_only = code.co_argcount, code.co_kwonlyargcount
    names = iter(code.co_varnames)
    no_default = positional - len(target.__defaults__ or ())
    shape: list[tuple[str, Any, bool]] = []
    for place in range(positional):
        kind = (
            Parameter.POSITIONAL_ONLY if place < code.co_posonlyargcount else Parameter.POSITIONAL_OR_KEYWORD
        )
        shape.append((next(names), kind, place >= no_default))
    keywords = [next(names) for _ in range(keyword_only)]
    if code.co_flags & inspect.CO_VARARGS:
        shape.append((next(names), Parameter.VAR_POSITIONAL, False))
    defaults = target.__kwdefaults__ or {}
    shape += [(name, Parameter.KEYWORD_ONLY, name in defaults) for name in keywords]
    if code.co_flags & inspect.CO_VARKEYWORDS:
        shape.append((next(names), Parameter.VAR_KEYWORD, False))
    return tuple(shape)


@cache
def _compiled(
    shape: tuple[tuple[str, Any, bool], ...], subject_kind: str, named_by: str | None
) -> Callable[..., Callable[..., Any]]:
    """The factory of all trampolines with that signature, subject and name attribute."""
    subject, key = "None", ""
    if subject_kind != "none" and shape:
        name, kind, _ = shape[0]
        subject = f"({name} or (None,))[0]" if kind is Parameter.VAR_POSITIONAL else name
        owner = f"__type({subject})" if subject_kind == "instance" else subject
        key = f"[{owner}, {subject}.{named_by}]" if named_by else f"[{owner}]"
    source = _SOURCE.format(
        parameters=_parameters(shape), arguments=_arguments(shape), key=key, subject=subject
    )
    namespace: dict[str, Any] = {}
    exec(compile(source, HOOK_FILE, "exec"), namespace)  # our own template above, and names Python accepted
    factory: Callable[..., Callable[..., Any]] = namespace["make"]
    return factory


def _parameters(shape: tuple[tuple[str, Any, bool], ...]) -> str:
    """The parameter list; defaults are placeholders, set on the function afterwards."""
    stars = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
    kinds = [kind for _, kind, _ in shape]
    parts: list[str] = []
    for place, (name, kind, has_default) in enumerate(shape):
        before, after = kinds[:place], kinds[place + 1 :]
        opens_keywords = {Parameter.VAR_POSITIONAL, Parameter.KEYWORD_ONLY}.isdisjoint(before)
        if kind is Parameter.KEYWORD_ONLY and opens_keywords:
            parts.append("*")
        parts.append(stars.get(kind, "") + name + ("=None" if has_default else ""))
        if kind is Parameter.POSITIONAL_ONLY and Parameter.POSITIONAL_ONLY not in after:
            parts.append("/")
    return ", ".join(parts)


def _arguments(shape: tuple[tuple[str, Any, bool], ...]) -> str:
    """The same parameters as the arguments of a call."""
    forms = {
        Parameter.VAR_POSITIONAL: "*{0}",
        Parameter.VAR_KEYWORD: "**{0}",
        Parameter.KEYWORD_ONLY: "{0}={0}",
    }
    return ", ".join(forms.get(kind, "{0}").format(name) for name, kind, _ in shape)
