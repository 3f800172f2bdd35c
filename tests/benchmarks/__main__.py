"""``python -m tests.benchmarks``: every benchmark, one table after the other."""

from tests.benchmarks import hooks

hooks.main()
