"""Checks of a topic's words, one rule a file."""
