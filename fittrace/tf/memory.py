"""Large arrays: memory that one step frees is there for the next.

Every step of a training makes arrays of the same megabytes and drops them again.  glibc's
allocator gives such memory back to the system at once, and the next step pays for new pages,
one fault for every 4 KiB of them: a tenth of the time that a convolutional network takes.
It learns, though: when a large block is freed it takes blocks of that size for a program's
habit, and from then on keeps up to twice as much at hand ("dynamic mmap threshold",
`mallopt(3) <https://man7.org/linux/man-pages/man3/mallopt.3.html>`_).
"""

from __future__ import annotations

from typing import Final

import numpy as np

__all__ = ["keep_freed_memory"]

LARGEST_HABIT: Final = 32 << 20
"""Bytes of the largest block that glibc learns from on 64 bits (``DEFAULT_MMAP_THRESHOLD_MAX``)."""
HEADER: Final = 64 << 10
"""Bytes that are left for the allocator's own."""


def keep_freed_memory() -> None:
    """Let the allocator keep up to 64 MiB of what is freed.

    One block is made and freed, without ever being touched: it takes microseconds and no memory.
    Other allocators take no notice.
    """
    np.empty(LARGEST_HABIT - HEADER, np.uint8)


keep_freed_memory()
