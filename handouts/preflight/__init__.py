"""Cheap looks at a clinic's files before they are laid out: too big, too deep, out of range.

Nothing here is what keeps the machine safe: that is the fetcher, which can open nothing, and the
worker, which can be killed. A check here reports early, with file, line and fix, what would
otherwise end in a time limit. So the lists are short, and honest brand sheets pass.
"""
