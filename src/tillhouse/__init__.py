"""Tillhouse: retail sales from messy files to books that close."""

import os

__version__ = "0.1.0"

# Polars' allocator gives memory back to the system after a second and faults it in again for the next month;
# keeping it for some seconds saves a tenth of a run. Read once, when polars is loaded.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:5000,muzzy_decay_ms:5000")
