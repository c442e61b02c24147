"""Looks at finished pages as a reader does: is every word there, to be read, in its place?"""
