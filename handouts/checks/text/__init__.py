"""Checks of texts: one file each, with the texts it flags and leaves alone beside it."""
