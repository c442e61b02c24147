"""Branded patient handouts from topics, a clinic's settings and CSS."""

__version__ = "0.1.0"
