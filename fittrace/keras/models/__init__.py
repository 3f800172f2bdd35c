"""`keras.models`."""

from fittrace.keras.engine.functional import Functional
from fittrace.keras.engine.sequential import Sequential
from fittrace.keras.engine.training import Model
from fittrace.keras.saving.model_config import model_from_config, model_from_json
from fittrace.keras.saving.model_file import load_model, save_model

from .cloning import clone_model

__all__ = [
    "Functional",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "save_model",
]
