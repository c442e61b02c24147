"""Clinic, topics and format to one HTML document."""
