"""Sources: where rows come from. One file per format; each offers what `Source` declares."""

from tillhouse.sources._bounds import cut
from tillhouse.sources._choice import detect, known, source_of
from tillhouse.sources._opened import Opened, open_all
from tillhouse.sources._reading import Batch, Evidence, Reading, Source
from tillhouse.sources._whole import column_of, whole_text

__all__ = [
    "Batch",
    "Evidence",
    "Opened",
    "Reading",
    "Source",
    "column_of",
    "cut",
    "detect",
    "known",
    "open_all",
    "source_of",
    "whole_text",
]
