"""Memory freed in one step serves the next, so that no new pages are asked of the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

STEPS = """
import resource
import numpy as np
{setup}

def step():
    arrays = [np.ones(3 << 20, np.uint8) for _ in range(6)]

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

step()
step()
before = faults()
for _ in range(20):
    step()
print(faults() - before)
"""


def faults_in_twenty_steps(setup: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", STEPS.format(setup=setup)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators have habits of their own")
def test_steps_of_many_megabytes_ask_for_no_new_pages() -> None:
    assert faults_in_twenty_steps("from fittrace import tf") < 200
    assert faults_in_twenty_steps("") > 10_000
