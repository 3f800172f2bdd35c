"""The panes beside the walkthrough: callbacks, calls, curves, model and timeline."""
