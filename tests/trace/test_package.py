"""The package's public names, and whether the engine keeps to the catalogue."""

import ast
import inspect
import types
from pathlib import Path

import pytest

import fittrace.trace
from fittrace.trace import catalogue
from fittrace.trace.facts import Fact

ENGINE = Path(fittrace.__file__).parent


@pytest.mark.parametrize("name", fittrace.trace.__all__)
def test_a_public_name_is_the_thing_and_not_the_module_it_comes_from(name):
    thing = getattr(fittrace.trace, name)
    assert isinstance(thing, types.ModuleType) == (name == "catalogue")
    assert inspect.getdoc(thing)


def stated_facts():
    """Every ``emit(Kind, ...)`` and ``changing(Kind, ...)`` in the package: where, what, and its fields."""
    for file in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in ("emit", "changing")
                and node.args
            ):
                kind = ast.unparse(node.args[0]).rpartition(".")[2]
                yield f"{file.relative_to(ENGINE)}:{node.lineno}", kind, [word.arg for word in node.keywords]


@pytest.mark.parametrize(("where", "kind", "fields"), list(stated_facts()))
def test_the_engine_states_facts_of_the_catalogue_with_the_catalogues_fields(where, kind, fields):
    declared = getattr(catalogue, kind, None)
    assert declared is not None, f"{where} states a {kind}, which the catalogue does not have"
    unknown = set(fields) - declared.rules.keys() - {None}
    assert not unknown, f"{where} gives {kind} {unknown}; its fields are {list(declared.rules)}"


@pytest.mark.parametrize("kind", sorted(vars(catalogue)))
def test_every_kind_of_fact_says_what_it_means(kind):
    declared = vars(catalogue)[kind]
    if isinstance(declared, type) and issubclass(declared, Fact) and declared is not Fact:
        assert declared.__doc__
        assert declared.rules
        assert Fact.kinds[kind] is declared
