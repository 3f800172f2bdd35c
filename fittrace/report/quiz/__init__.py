"""The quiz: questions that the run itself answers."""
