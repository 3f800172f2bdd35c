"""The walkthrough: chapters, steps, the outline beside them and the loop map above."""
