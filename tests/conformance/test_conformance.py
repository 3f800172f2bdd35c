"""The same programs on fittrace as on the real Keras: the same calls in the same order, the same numbers.

Keras's side is in ``golden/``; `record_real.py` makes it anew.  `python -m tests.conformance NAME` shows a
difference in context.
"""

import json

import pytest

from .run import GOLDEN, NOT_YET, difference, run
from .scenarios import SCENARIOS

CASES = [
    pytest.param(name, marks=pytest.mark.xfail(reason=NOT_YET[name])) if name in NOT_YET else name
    for name in SCENARIOS
]


@pytest.mark.parametrize("name", CASES)
def test_makes_the_calls_and_numbers_of_keras(name):
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    found = run(name)

    assert difference(name, golden, found) is None, found.get("traceback", "")


def test_every_scenario_has_its_golden():
    recorded = {path.stem for path in GOLDEN.glob("*.json")}

    assert recorded == set(SCENARIOS)
