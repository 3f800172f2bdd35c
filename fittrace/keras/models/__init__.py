"""`keras.models`."""

from fittrace.keras.engine.functional import Functional
from fittrace.keras.engine.sequential import Sequential
from fittrace.keras.engine.training import Model

__all__ = ["Functional", "Model", "Sequential"]
