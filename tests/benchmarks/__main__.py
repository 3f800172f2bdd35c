"""``python -m tests.benchmarks``: every benchmark, one table."""

import sys

from .command import main

main(sys.argv[1:])
