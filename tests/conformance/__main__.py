"""Hold fittrace against the goldens and print the differences: ``python -m tests.conformance [NAME ...]``."""

import json
import sys

from .run import GOLDEN, difference, run
from .scenarios import SCENARIOS


def main(names: list[str]) -> int:
    """A line a scenario; with names, the first difference in context.  Exit status 1 where one differs."""
    failed = 0
    for name in names or SCENARIOS:
        found = run(name)
        problem = difference(name, json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8")), found)
        failed += problem is not None
        short = (problem or "").partition("\n")[0]
        print("ok  " if problem is None else "FAIL", name, problem if problem and names else short)
        if problem and names:
            print(found.get("traceback", ""))
    print(f"{len(names or SCENARIOS) - failed} of {len(names or SCENARIOS)} identical")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
