"""Reads all shipped topics; imported after `warm` where there are leaflets of several clinics.

Each of their workers would read the same texts again: a quarter of a second for all of them.
"""

from __future__ import annotations

import contextlib
import gc

from handouts import assets
from handouts.errors import InvalidInput
from handouts.inputs.library import load_library, read_topic

for source in load_library(assets.shipped_files(), {}).sources.values():
    with contextlib.suppress(InvalidInput):  # told to whoever asks for that topic
        read_topic(source)
gc.collect()
gc.freeze()
