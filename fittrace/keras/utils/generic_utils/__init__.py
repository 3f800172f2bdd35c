"""Small helpers without a better home, under the name Keras gives the module."""

from ._defaults import default, is_default
from ._names import to_list, to_snake_case, validate_kwargs
from ._progbar import Progbar

__all__ = ["Progbar", "default", "is_default", "to_list", "to_snake_case", "validate_kwargs"]
