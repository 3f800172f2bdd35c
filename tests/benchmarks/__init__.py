"""What recording costs: ``python -m tests.benchmarks`` measures and prints it."""
