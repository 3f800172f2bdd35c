"""Graphs: who calls whom and which layer feeds which; folded, laid out and drawn."""
