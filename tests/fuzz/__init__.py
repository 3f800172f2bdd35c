"""Hostile input: run files and command lines from anywhere."""
