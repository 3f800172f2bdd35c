"""What is fuzzed: a module a target, each with a function `one` that takes the bytes."""
