"""Checks of texts, clinics and finished leaflets.

A check is one file in `text`, `clinic` or `pages` that has a CHECK: what it looks for and why, what
it needs, and a function to findings. `registry` finds it there. The texts that it flags and those
that it leaves alone stand in a YAML file beside it.
"""
