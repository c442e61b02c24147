"""What changed between two editions: numbers, phones and negations first, then the sentences."""
