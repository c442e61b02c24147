"""What the checks found, for people: a PDF to sign, lines for a terminal."""
