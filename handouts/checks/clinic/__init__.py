"""Checks of a clinic's own files: one file each."""
