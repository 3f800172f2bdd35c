"""The experimental part of `keras.utils`."""

from .dataset_creator import DatasetCreator

__all__ = ["DatasetCreator"]
