"""What a layer's `call` takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

__all__ = ["CallFunctionSpec", "MadeByConstructor"]


class MadeByConstructor:
    """Stands for an attribute that the constructor of `Layer` makes, and tells where that did not run."""

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        raise RuntimeError(
            f"The constructor of {owner.__name__} does not call `super().__init__()`. "
            "Let that be its first line."
        )


class CallFunctionSpec:
    """The arguments of a `call` method, and how to find them in a particular call.

    Args:
        call: the bound method.

    Attributes:
        full_argspec: as `inspect.getfullargspec` gives it.
        arg_names: every named argument without ``self``, the inputs first.
        expects_training_arg: whether `training` can be passed.
        expects_mask_arg: whether `mask` can be passed.
        default_training_arg: what `training` is where nobody passes it.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self.full_argspec = spec = inspect.getfullargspec(call)
        positional = [name for name in spec.args if name != "self"]
        self.arg_names = positional + spec.kwonlyargs
        takes_any = spec.varkw is not None
        self.expects_training_arg = "training" in self.arg_names or takes_any
        self.expects_mask_arg = "mask" in self.arg_names or takes_any
        defaults = dict(zip(reversed(positional), reversed(spec.defaults or ()), strict=False))
        defaults.update(spec.kwonlydefaults or {})
        self.default_training_arg = defaults.get("training")
        self._positions = {name: place for place, name in enumerate(positional)}

    def split_out_first_arg(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """The inputs, and the other arguments.

        Raises:
            ValueError: if no inputs are passed.
        """
        if args:
            return args[0], args[1:], kwargs
        name = self.arg_names[0] if self.arg_names else "inputs"
        if name not in kwargs:
            raise ValueError(f"A layer was called without `{name}`. Pass it first: `layer(inputs)`.")
        others = dict(kwargs)
        return others.pop(name), (), others

    def arg_was_passed(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether the argument is among those passed after the inputs."""
        if name in kwargs:
            return True
        return bool(args) and 0 < self._positions.get(name, 0) <= len(args)

    def get_arg_value(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The argument's value; KeyError where it was not passed."""
        if name in kwargs or not args:
            return kwargs[name]
        return args[self._positions[name] - 1]

    def set_arg_value(
        self, name: str, value: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with another value for one of them."""
        place = self._positions.get(name, 0) - 1
        if 0 <= place < len(args):
            return (*args[:place], value, *args[place + 1 :]), kwargs
        kwargs[name] = value
        return args, kwargs
