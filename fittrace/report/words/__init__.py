"""Words: languages, numbers and nouns as a page says them."""
