"""The engine: layers, models, and what `fit` does."""
