"""The machine: two of its cores for all that is measured, and what to say about it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

__all__ = ["CORES", "describe", "keep_cores"]

CORES = 2
BUSY = 0.5
"""A load from which on others take so much of two cores that the figures are theirs, too."""
TOPOLOGY = Path("/sys/devices/system/cpu")


def keep_cores(count: int = CORES) -> None:
    """Let this process and all that it starts run on `count` cores only, where the system can do that.

    To be called before numpy is imported: its pool of threads is as large as the machine
    seems then.  Processors that share one core count as one, as long as there are enough.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = sorted(os.sched_getaffinity(0))
    first_of_core = {siblings(processor): processor for processor in reversed(allowed)}
    apart = sorted(first_of_core.values())
    os.sched_setaffinity(0, (apart if len(apart) >= count else allowed)[:count])


def siblings(processor: int) -> str:
    """The processors that share a core with this one, as the system writes them."""
    try:
        return (TOPOLOGY / f"cpu{processor}" / "topology" / "thread_siblings_list").read_text().strip()
    except OSError:
        return str(processor)


def describe() -> dict[str, str]:
    """Processor, cores in use, system, Python and numpy."""
    import numpy as np

    import fittrace

    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    busy = " BUSY: measure again when the machine is quiet" if load > BUSY else ""
    return {
        "processor": processor_name(),
        "cores in use": f"{cores} of {os.cpu_count()}",
        "load before the start": f"{load:.1f}{busy}",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}, {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "numpy": f"{np.__version__} with {blas['name']} {blas['version']}",
        "fittrace": fittrace.__version__,
    }


def processor_name() -> str:
    """The processor's name as it gives it itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
