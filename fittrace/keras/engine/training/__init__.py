"""`Model`, in parts that build on one another: each module adds to the class of the one before.

Read in this order: `_structure` (what a model is made of), `_config`, `_compile`, `_step` (what is done with
one batch), `_function` (the function that takes a batch and does it), `_evaluate`, `_saving`, `_fit`,
`_predict`, `_on_batch`, `_model` (how a model comes into being).
"""

from ._model import Model

__all__ = ["Model"]
