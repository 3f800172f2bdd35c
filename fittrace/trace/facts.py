'''Facts: typed point events that say why, declared once and reduced by rules.

A kind of fact is a class whose attributes are rules::

    class LossComputed(Fact):
        """A loss has a value."""

        loss = NAME
        value = NUMBER

The engine states a fact with live objects, ``emit(LossComputed, loss=self, value=loss)``;
the rules decide what is kept, and nothing is computed when nobody records.
'''

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from .context import current_lane
from .rules import Family, Rule
from .telling import mistake

if TYPE_CHECKING:
    from .lane import Lane
    from .span import Span
    from .whose import Bound

__all__ = ["RESERVED", "Fact", "emit", "state_in"]

RESERVED: Final = frozenset({"kind", "span", "kept", "position", "read", "as_dict"})
"""What every fact has, so that no field can have the name."""


class Fact:
    """A fact read from a run; its subclasses are the kinds of fact there are.

    Class arguments:
        novel_only: whether facts of this kind are kept on novel structures alone.

    Attributes:
        kind: the kind's name, ``"WeightCreated"``.
        span: the call in which it was stated, None outside any call.
        kept: False where the fact repeats an earlier one and its value fields, being
            None, were not kept again.
        position: how many of the call's own calls came before the fact.

    Every declared field is an attribute as well.
    """

    kind: ClassVar[str] = "Fact"
    novel_only: ClassVar[bool] = False
    rules: ClassVar[dict[str, Rule]] = {}
    structural_rules: ClassVar[tuple[tuple[str, Rule], ...]] = ()
    column_rules: ClassVar[tuple[tuple[str, Rule], ...]] = ()
    value_rules: ClassVar[tuple[tuple[str, Rule], ...]] = ()
    has_states: ClassVar[bool] = False
    kinds: ClassVar[dict[str, type[Fact]]] = {}

    span: Span | None
    kept: bool
    position: int

    if TYPE_CHECKING:

        def __getattr__(self, field: str) -> Any:
            """A declared field; what it holds is its rule's business."""

    def __init_subclass__(cls, *, novel_only: bool = False) -> None:
        super().__init_subclass__()
        cls.kind = cls.__name__
        cls.novel_only = novel_only
        cls.rules = {name: rule for name, rule in vars(cls).items() if isinstance(rule, Rule)}
        taken = RESERVED & cls.rules.keys()
        if taken:
            raise TypeError(f"{cls.__name__} has a field {min(taken)!r}, but every fact has that attribute")
        cls.structural_rules = cls._rules_of(Family.STRUCTURAL, Family.STATE)
        cls.column_rules = cls._rules_of(Family.COLUMN)
        cls.value_rules = cls._rules_of(Family.VALUE)
        cls.has_states = bool(cls._rules_of(Family.STATE))
        Fact.kinds[cls.kind] = cls

    @classmethod
    def _rules_of(cls, *families: Family) -> tuple[tuple[str, Rule], ...]:
        return tuple((name, rule) for name, rule in cls.rules.items() if rule.family in families)

    @staticmethod
    def read(
        kind: str, span: Span | None, fields: Mapping[str, Any], *, kept: bool = True, position: int = 0
    ) -> Fact:
        """The fact of that kind with those fields; fields nobody kept are None."""
        declared = Fact.kinds.get(kind, Fact)
        fact = declared.__new__(declared)
        fact.__dict__.update(dict.fromkeys(declared.rules))
        fact.__dict__.update(fields)
        fact.__dict__.update(kind=kind, span=span, kept=kept, position=position)
        return fact

    def as_dict(self) -> dict[str, Any]:
        """The kind and every field, as plain data for JSON."""
        return {name: value for name, value in vars(self).items() if name not in ("span", "kept", "position")}

    def __repr__(self) -> str:
        fields = {name: value for name, value in self.as_dict().items() if name != "kind"}
        return f"{self.kind}({', '.join(f'{name}={value!r}' for name, value in fields.items())})"


def state_in(lane: Lane | Bound, kind: type[Fact], fields: dict[str, Any]) -> None:
    """State a fact in a lane; a mistake of the recorder's own costs the fact, never the training."""
    try:
        lane.state(kind, fields)
    except Exception as error:
        mistake(error)


def emit(kind: type[Fact], /, **fields: Any) -> None:
    """State a fact about live objects; one check when nobody records.

    Args:
        kind: a fact class of the catalogue.
        **fields: a live object for each field; what is left out is None.
    """
    lane = current_lane()
    if lane is not None:
        try:  # as in `state_in`, without a call
            lane.state(kind, fields)
        except Exception as error:
            mistake(error)
