"""The story: what a run tells, as plain dataclasses, and how it is read out of the folded tree."""
