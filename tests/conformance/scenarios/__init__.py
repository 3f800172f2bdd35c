"""Programs that run on Keras 2.12 and on fittrace alike.

Each is a function ``fn(keras, tf)`` that returns numbers to compare (or None).  Models run eagerly
(``run_eagerly=True``), so that the real Keras calls every step from Python, too.
"""

from . import (  # noqa: F401  importing a module enters its scenarios
    adapters,
    added,
    attention,
    building,
    callbacks,
    callbacks_at_work,
    configs,
    convolutions,
    crossed,
    crossed_data,
    errors,
    fit_arguments,
    graphs,
    layers,
    losses_and_metrics,
    names,
    optimizers,
    recurrent,
    refused_data,
    refused_models,
    shapes_and_sizes,
    subclasses,
    summaries,
    walkthrough,
)
from .common import NUMBERS_ONLY, SCENARIOS

__all__ = ["NUMBERS_ONLY", "SCENARIOS"]
