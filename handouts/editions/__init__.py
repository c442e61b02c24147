"""Editions: the identity of the words that a clinic prints, the same for every format."""
