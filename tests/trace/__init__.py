"""Tests of the recorder, and the random programs that it is tried on."""
