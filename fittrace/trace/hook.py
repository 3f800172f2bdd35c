"""Hooks: the methods and functions whose calls are worth a line in the story.

A hook is declared once, where it is first defined::

    class Layer(Hooked, named="_name"):
        @hook
        def build(self, input_shape): ...

Every override of it, in the engine or in a user's own class, is a hook as well.
A method that calls its own super-implementation on the same object is one span.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeVar

from .codes import CallSite
from .rules import text_of
from .trampoline import is_trampoline, trampoline

if TYPE_CHECKING:
    from .lane import Lane

__all__ = ["HookSite", "Hooked", "hook", "hook_attribute", "symbol_module"]

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE: Final = __name__.partition(".")[0] + "."
_DECLARED: Final = "_fittrace_declared"
_NO_CODE: Final = -1
"""Where nobody records: to the lane that is none, any call is told already."""


def symbol_module(module: str | None) -> str:
    """The module a symbol is shown under.

    The engine's own modules lose the package's name and every component that
    begins with an underscore: ``fittrace.keras.losses._regression`` is
    ``keras.losses``.  Anything outside the package is the user's, as is code that
    was made without a module (None).
    """
    if module is None or not module.startswith(_PACKAGE):
        return "user"
    parts = module.removeprefix(_PACKAGE).split(".")
    return ".".join(part for part in parts if not part.startswith("_"))


class HookSite:
    """One hooked function, and how its calls are named.

    Args:
        target: the function as written.
        method: the method's name, None for a plain function.
        owner: the class that defines the method, None for a plain function.
        subject_kind: what the first argument is: an instance, a class, or nothing
            that the label depends on.
        module: the symbol's module where it is not the function's own.
        named_by: the attribute that holds the instance's name, None where instances
            of that class go unnamed.
    """

    def __init__(
        self,
        target: Callable[..., Any],
        method: str | None,
        owner: type | None,
        subject_kind: Literal["instance", "class", "none"],
        module: str | None,
        named_by: str | None,
    ) -> None:
        self.target = target
        self.method = method
        self.owner = owner
        self.subject_kind = subject_kind
        self.named_by = named_by
        self.trampoline: Callable[..., Any] | None = None
        where = symbol_module(target.__module__) if module is None else module
        qualified = [part for part in target.__qualname__.split(".") if part != "<locals>"]
        if owner is not None and (len(qualified) < 2 or qualified[-1] != method):
            qualified = [owner.__name__, str(method)]  # a function that became a method later on
        elif owner is not None and where == "user":
            qualified = qualified[-2:]
        self.symbol = f"{where}.{'.'.join(qualified)}"

    def intern(self, lane: Lane, subject: Any) -> int:
        """The code of a call on `subject`, remembered for the next time.

        The code is complemented (negative) where the subject's class overrides this
        very method, so that the call may be its own super-implementation's.  Raises
        nothing, whatever the object does when it is looked at.
        """
        here = lane.here()
        if here is None:
            return _NO_CODE
        here.look_around()
        try:
            return self._interned(here, subject)
        except Exception:  # a user's name, class or metaclass may raise anything
            return here.table.code_of(CallSite(self.symbol, ".".join(self.symbol.split(".")[-2:]), None))

    def _interned(self, lane: Lane, subject: Any) -> int:
        site = CallSite(self.symbol, self._label(subject), self._name(subject))
        code = lane.table.code_of(site)
        lane.recorder.sources.keep(self.symbol, self.target)
        if self._is_overridden(subject):
            code = ~code
        if self.subject_kind == "none":
            lane.codes[self] = code
            return code
        owner = subject if self.subject_kind == "class" else type(subject)
        if self.named_by is None:
            lane.codes.setdefault(self, {})[owner] = code
        elif site.name is not None:
            lane.codes.setdefault(self, {})[owner, site.name] = code
        return code

    def _label(self, subject: Any) -> str:
        if self.method is None or self.owner is None:
            return self.symbol.rpartition(".")[2]
        owner = {"instance": type(subject), "class": subject, "none": self.owner}[self.subject_kind]
        return f"{owner.__name__}.{self.method}"

    def _name(self, subject: Any) -> str | None:
        if self.named_by is None:
            return None
        name = getattr(subject, self.named_by, None)
        return text_of(name) if isinstance(name, str) else None

    def _is_overridden(self, subject: Any) -> bool:
        if self.subject_kind == "none" or self.method is None:
            return False
        found = getattr(subject if self.subject_kind == "class" else type(subject), self.method, None)
        return getattr(found, "__func__", found) is not self.trampoline


def _install(site: HookSite, target: Callable[..., Any]) -> Callable[..., Any]:
    site.trampoline = made = trampoline(target, site)
    return made


def hook(target: F) -> F:
    """Declare a method or function as a hook.

    On a method of a `Hooked` class it marks the declaration; on any other function
    it gives the recording function at once.  Under ``staticmethod`` and
    ``classmethod`` it stands innermost.

    Raises:
        TypeError: what is decorated is not a function.
    """
    if not isinstance(target, FunctionType):
        raise TypeError(
            f"@hook decorates a function, not a {type(target).__name__}; "
            "put it below @staticmethod, @classmethod and @property"
        )
    parts = target.__qualname__.split(".")
    if len(parts) > 1 and parts[-2] != "<locals>":
        setattr(target, _DECLARED, True)
        return target
    return _install(HookSite(target, None, None, "none", None, None), target)  # type: ignore[return-value]


def hook_attribute(instance: Any, name: str) -> None:
    """Make a function that is an attribute of one object a hook, as a method of its class would be.

    Anything else that can be called, and a hook, stays as it is.
    """
    target = vars(instance)[name]
    if isinstance(target, FunctionType | MethodType) and not is_trampoline(target):
        site = HookSite(target, name, type(instance), "none", None, None)
        setattr(instance, name, _install(site, target))


class Hooked:
    """Base of classes with hooks.

    Class arguments:
        named: the attribute that holds an instance's name, for layers, models and
            metrics; inherited.
        module: the symbol's module where it is not the file's own, as in
            ``class GradientTape(Hooked, module="tensorflow")``; not inherited.
    """

    __hooks__: ClassVar[frozenset[str]] = frozenset()
    __hook_named__: ClassVar[str | None] = None

    def __init_subclass__(cls, *, named: str | None = None, module: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if named is not None:
            cls.__hook_named__ = named
        inherited = {name for base in cls.__bases__ for name in getattr(base, "__hooks__", ())}
        declared = set(inherited)
        for name, attribute in _found_methods(cls, inherited):
            target = getattr(attribute, "__func__", attribute)
            if name in vars(cls) and getattr(target, _DECLARED, False):
                declared.add(name)
            elif name not in inherited or not isinstance(target, FunctionType) or is_trampoline(target):
                continue
            cls._hook_method(name, attribute, target, module)
        cls.__hooks__ = frozenset(declared)

    @classmethod
    def _hook_method(cls, name: str, attribute: Any, target: Callable[..., Any], module: str | None) -> None:
        wrap: Callable[[Any], Any] = (
            type(attribute) if isinstance(attribute, staticmethod | classmethod) else lambda made: made
        )
        kind: Literal["instance", "class", "none"] = "instance"
        if isinstance(attribute, staticmethod):
            kind = "none"
        elif isinstance(attribute, classmethod):
            kind = "class"
        named = cls.__hook_named__ if kind == "instance" else None
        made = _install(HookSite(target, name, cls, kind, module, named), target)
        made.__dict__.pop(_DECLARED, None)
        setattr(cls, name, wrap(made))


def _found_methods(cls: type, inherited: set[str]) -> list[tuple[str, Any]]:
    """What the class defines, and what other bases than the declaring one give it for a hook.

    The latter because a class without hooks among the bases, a mixin of the user's,
    may override a hook that another base declares.
    """
    own = list(vars(cls).items())
    if len(cls.__bases__) == 1:
        return own
    elsewhere = sorted(inherited - vars(cls).keys())
    bases = [vars(base) for base in cls.__mro__]
    return own + [(name, next((base[name] for base in bases if name in base), None)) for name in elsewhere]
