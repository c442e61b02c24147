"""A topic's text: read once, with the line of every part, for all that print or judge it."""
