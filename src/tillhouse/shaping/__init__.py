"""From records to lines: what a feed declares of its records becomes rows of `raw_sales`, text as received."""

from tillhouse.shaping.records import records_of
from tillhouse.shaping.shaper import ENDING, Shaper

__all__ = ["ENDING", "Shaper", "records_of"]
