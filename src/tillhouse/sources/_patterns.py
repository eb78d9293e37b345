"""What text looks like: patterns of numbers, moments and codes, wider than what can be read."""

#: Below this share of fitting values a column does not look like something.
MOST = 0.5

_SIGN = r"(?:\p{Sc}|[A-Za-z]{1,3}\p{Sc}|[A-Z]{3}|kr\.?|zł|Kč|Ft|lei|Rs\.?)"
NUMBER = rf"^[(\s+\-−]*{_SIGN}?\s*[+\-−]?\s*(?:\d[\d.,'’\s]*|[.,]\d+)(?:[eE][+-]?\d+)?\s*{_SIGN}?[)\s\-−]*$"
#: A number with its unit behind it: 0,532 kg.
OF_UNIT = r"^[\s+\-−]*(?:\d[\d.,'’\s]*|[.,]\d+)\s*\p{L}{1,6}\.?\s*$"
PERCENT = r"^[\s+\-−]*\d[\d.,]*\s*%\s*$"
INTEGER = r"^[+-]?\d+(?:[.,]0+)?$"
_CLOCK = r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*(?:[AaPp]\.?[Mm]\.?|Uhr))?"
CLOCK = rf"^\s*(?:{_CLOCK}|\d{{1,2}}\s*[AaPp][Mm])\s*$"
#: A time of the day as a share of it, as spreadsheets hold it.
OF_DAY = r"^\s*(?:0|0?[.,]\d{2,})\s*$"
_DAY = (
    r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}|\d{1,2}[-. ]?\s?\p{L}{3,}|\p{L}{3,}\.?\s\d{1,2}\b|\d{8}(?:\D|$)"
    r"|\d{4}\s?[年년]"
)
DATE = rf"^\s*(?:\p{{L}}{{2,}}\.?,?\s+)?(?:{_DAY}|\d{{5}}(?:[.,]\d+)?$|\d{{10}}(?:\d{{3}})?(?:\.\d+)?$)"
EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"
CURRENCY = r"^\s*(?:[A-Za-z]{3}|\p{Sc}|[A-Za-z]{1,3}\p{Sc})\s*$"
NUMBERED = r"^\s*#\s?\d+|^\s*[A-Z]{1,4}[-_/#]?\d{2,}|^\s*\d{3,}"
WORDS = r"\p{L}{2,}\W+\p{L}{2,}"
