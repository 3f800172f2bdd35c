"""Event files, which TensorBoard reads."""

from __future__ import annotations

import itertools
import os
import socket
import struct
import time
from typing import Any, Final

from ._event_messages import histogram_event, scalar_event, version_event

__all__ = ["EventFile"]

_POLYNOMIAL: Final = 0x82F63B78
"""Castagnoli's, bits reversed."""

_MASK: Final = 0xA282EAD8
"""Added to rotated checksums, so that a checksum of data that holds checksums stays good (TFRecord)."""

_number_in_process: Final = itertools.count()


class EventFile:
    """A new event file: TFRecord frames, each with one event.

    Args:
        directory: made if it is not there; TensorBoard shows it as one run.

    Attributes:
        path: the file.
    """

    def __init__(self, directory: str) -> None:
        os.makedirs(directory, exist_ok=True)
        number = next(_number_in_process)
        name = f"events.out.tfevents.{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{number}.v2"
        self.path = os.path.join(directory, name)
        self._file = open(self.path, "ab")  # noqa: SIM115  open until `close`
        self._write(version_event(time.time()))
        self.flush()

    def scalar(self, tag: str, value: Any, step: int) -> None:
        """Add a point to a curve.

        Raises:
            ValueError: if `value` is not a single number.
        """
        self._write(scalar_event(time.time(), step, tag, value))

    def histogram(self, tag: str, values: Any, step: int) -> None:
        """Add a distribution to a series."""
        self._write(histogram_event(time.time(), step, tag, values))

    def flush(self) -> None:
        """Let readers see everything up to here."""
        self._file.flush()

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _write(self, event: bytes) -> None:
        length = struct.pack("<Q", len(event))
        self._file.write(length + _masked_checksum(length) + event + _masked_checksum(event))


def _masked_checksum(data: bytes) -> bytes:
    checksum = crc32c(data)
    rotated = checksum >> 15 | checksum << 17
    return struct.pack("<I", (rotated + _MASK) & 0xFFFFFFFF)


def crc32c(data: bytes) -> int:
    """The cyclic redundancy check of RFC 3720, 32 bits, Castagnoli's polynomial."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder = remainder >> 8 ^ _REMAINDERS[(remainder ^ byte) & 0xFF]
    return remainder ^ 0xFFFFFFFF


def _remainder_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_REMAINDERS: Final = tuple(_remainder_of(byte) for byte in range(256))
