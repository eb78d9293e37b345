"""Sources: where rows come from. One file per format; each offers what `Source` declares."""

from tillhouse.sources._bounds import cut
from tillhouse.sources._by_rate import money_by_rate
from tillhouse.sources._choice import detect, known, source_of
from tillhouse.sources._codes import WHOLE as WHOLE_CODE
from tillhouse.sources._codes import damaged as damaged_codes
from tillhouse.sources._joined.gathering import Together, gathered, together
from tillhouse.sources._joined.parts import part_of
from tillhouse.sources._listing import BETWEEN, SIGNS, Listing, Row, column_of, listing
from tillhouse.sources._meant import SAVED
from tillhouse.sources._naming import Decided, Named
from tillhouse.sources._offers import PERSONAL
from tillhouse.sources._opened import Opened, left_out, open_all
from tillhouse.sources._plausible import RATES, is_named_rate
from tillhouse.sources._private import is_private
from tillhouse.sources._reading import Batch, Evidence, LeftOut, Reading, Source
from tillhouse.sources._spelling import plain as plain_name

__all__ = [
    "BETWEEN",
    "PERSONAL",
    "RATES",
    "SAVED",
    "SIGNS",
    "WHOLE_CODE",
    "Batch",
    "Decided",
    "Evidence",
    "LeftOut",
    "Listing",
    "Named",
    "Opened",
    "Reading",
    "Row",
    "Source",
    "Together",
    "column_of",
    "cut",
    "damaged_codes",
    "detect",
    "gathered",
    "is_named_rate",
    "is_private",
    "known",
    "left_out",
    "listing",
    "money_by_rate",
    "open_all",
    "part_of",
    "plain_name",
    "source_of",
    "together",
]
