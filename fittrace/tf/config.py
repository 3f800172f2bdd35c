"""``tf.config``: what scripts ask about the machine; there is one CPU and nothing to set up."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["PhysicalDevice", "functions_run_eagerly", "list_physical_devices", "run_functions_eagerly"]


class PhysicalDevice(NamedTuple):
    """A device of the machine."""

    name: str
    device_type: str


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The CPU; no other devices are used."""
    return [PhysicalDevice("/physical_device:CPU:0", "CPU")] if device_type in (None, "CPU") else []


def run_functions_eagerly(run_eagerly: Any) -> None:
    """Without effect: functions always run eagerly."""


def functions_run_eagerly() -> bool:
    """True: functions always run eagerly."""
    return True
