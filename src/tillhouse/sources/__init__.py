"""Sources: where rows come from. One file per format; each offers what `Source` declares.

EXTENSIONS: tuple[str, ...]                              file name endings, without compression endings
def recognises(head: bytes) -> bool                      does the content look like this format
def detect(file, hints, fixed=()) -> Reading             read all of it once; decide how it is to be read
def batches(file: Opened, feed: Feed) -> Iterator[Batch]
def records(file: Opened, feed: Feed) -> int             counted by another path than `batches`
"""

from tillhouse.sources._bounds import cut
from tillhouse.sources._choice import detect, source_of
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
    "open_all",
    "source_of",
    "whole_text",
]
