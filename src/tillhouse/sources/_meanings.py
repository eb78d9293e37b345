"""Which column carries which meaning: names decide in ranks; where they are equally good or misleading, values do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from tillhouse.errors import UnmappedHeader
from tillhouse.settings.feed import CANONICAL, PRICES
from tillhouse.sources import _plausible, _rivals, _shared, _sums, _wordwise
from tillhouse.sources._spelling import shell_word, spellings
from tillhouse.sources._synonyms import KNOWN, SYNONYMS

if TYPE_CHECKING:
    from tillhouse.sources._looks import Looks

#: Where two columns are equally good for one of these, no money depends on which is taken.
_EITHER = frozenset(
    {"description", "unit", "sold_time", "country", "store", "channel", "category", "status", "kind"}
)
#: Looked for last: amounts tell money from rates.
_AFTER_AMOUNTS = frozenset({"discount", "tax"})
#: A meaning that a name of the last rank of another one can have too, where it does not have that one.
_SECOND = {
    "description": "stock_code",
    "order_total": "amount",
    "sold_at": "sold_time",
    "returned_quantity": "kind",
}
#: Two columns that are equally good for one of these may be one with and one without a tax, or a discount.
_MONEY = frozenset({"unit_price", "amount"})
_LAST = -1
#: Below this share of records with a value, a column does not say what was sold.
_RARE = 0.5
_CODES = frozenset({"invoice_no", "stock_code"})
#: By this factor more records have a value in a column that is taken before one with a better name.
_MANY_MORE = 1.5


class Meanings:
    """The meanings of one file's columns.

    given: what a person said. looks: its values, once some are read. left_out: meanings that no column is to have.
    """

    def __init__(
        self,
        file: str,
        header: Sequence[str],
        given: Mapping[str, str],
        looks: Looks | None = None,
        left_out: Collection[str] = (),
    ) -> None:
        self.file, self.header, self.looks = file, tuple(header), looks
        self.given = dict(given)
        self.found: dict[str, str] = dict(given)
        self.wanted = [canonical for canonical in CANONICAL if canonical not in left_out]
        self._tied: dict[str, list[str]] = {}

    def mapping(self) -> dict[str, str]:
        """Meaning to header. Raises `UnmappedHeader` where two columns are equally good, by name and by values."""
        for canonical in sorted(self.wanted, key=_AFTER_AMOUNTS.__contains__):
            if canonical not in self.found:
                self._look_for(canonical)
        for canonical, names in self._tied.items():
            if canonical not in self.found and (name := self._better(canonical, names)):
                self.found[canonical] = name
        self._leftovers()
        self._prices()
        self._amounts()
        self._without_rare_code()
        if "stock_code" not in self.found and "description" in self.found:
            # Also where somebody says that no column holds codes.
            self.found["stock_code"] = self.found["description"]
        return {canonical: self.found[canonical] for canonical in CANONICAL if canonical in self.found}

    @property
    def _free(self) -> list[str]:
        taken = set(self.found.values())
        return [name for name in self.header if name not in taken]

    def _look_for(self, canonical: str) -> None:
        ranked = [self._named(rank) for rank in SYNONYMS[canonical]]
        ranked = ranked if any(ranked) else [self._worded(canonical)]
        fitting = [[n for n in names if _plausible.fits(canonical, n, self.looks)] for names in ranked]
        if canonical == "tax" and self.looks is not None:
            fitting = _plausible.amounts_first(fitting, self.looks, self.found)
        order = self.found.get("invoice_no")
        if canonical in {"store", "channel"} and self.looks is not None and order is not None:
            looks = self.looks
            fitting = [[n for n in names if not _plausible.is_position(n, order, looks)] for names in fitting]
        best = self._filled(canonical, fitting)
        if not best and canonical in _plausible.NEEDED:
            best = self._filled(canonical, ranked)
            best = [n for n in best if canonical != "sold_at" or not _plausible.is_count(n, self.looks)]
        if len(best) == 1 or (best and self.looks is None):
            self.found[canonical] = best[0]
        elif best:
            self._tied[canonical] = best

    def _filled(self, canonical: str, ranked: Sequence[Sequence[str]]) -> list[str]:
        """The best names, unless those of a lower rank have values where they have none, or many more.

        What each line needs is in no column that is blank throughout; many more count for moments and money.
        """
        best = next((list(names) for names in ranked if names), [])
        if self.looks is None or not best:
            return best
        filled, is_needed = self.looks.filled, canonical in _plausible.NEEDED
        most = max(filled[name] for name in best)
        if most and (not is_needed or canonical in _CODES):
            return best
        enough = max(1.0, _MANY_MORE * most)
        fuller = next((some for names in ranked if (some := [n for n in names if filled[n] >= enough])), [])
        return fuller or (best if most or not is_needed or canonical == "sold_at" else [])

    def _named(self, rank: frozenset[str]) -> list[str]:
        """The free columns whose name is in the rank: as written, else in another spelling."""
        free = self._free
        exact = [name for name in free if spellings(name)[0] in rank]
        others = (name for name in free if spellings(name)[0] not in KNOWN)
        return exact or [name for name in others if any(word in rank for word in spellings(name)[1:])]

    def _worded(self, canonical: str) -> list[str]:
        """The free columns whose names say it word by word, where no spelling of them is known; of moments, dates."""
        free = [name for name in self._free if not KNOWN.intersection(spellings(name))]
        named = [name for name in free if _wordwise.meaning(name) == canonical and self._is_filled(name)]
        if len(named) > 1 and canonical == "sold_at" and self.looks is not None:
            dates = [name for name in named if _plausible.could_be(canonical, name, self.looks)]
            return dates or named
        return named

    def _is_filled(self, name: str) -> bool:
        return self.looks is None or self.looks.filled[name] > 0

    def _better(self, canonical: str, names: Sequence[str]) -> str:
        looks = self.looks
        assert looks is not None
        free = set(self._free)
        names = [name for name in names if name in free]
        filled = [name for name in names if looks.filled[name]] or list(names)
        filled = _rivals.paid(filled) if canonical == "unit_price" else filled
        best = _plausible.settled(canonical, filled, looks, self.found)
        alike = _plausible.alike(canonical, filled, looks)
        if best or len(filled) == 1 or alike:
            return best or filled[0]
        told = self._side_by_side(canonical, filled) if canonical in _MONEY else None
        if told is not None:
            return told
        if canonical in _EITHER:
            return max(filled, key=lambda name: looks.filled[name])
        raise self._question(
            f"{self.file} has {len(filled)} columns that could be {canonical}: {' and '.join(filled)}.",
            [(canonical, name) for name in filled],
        )

    def _leftovers(self) -> None:
        """Meanings of names that could be several things, and of those that another column had before."""
        # a product's name first: whether codes are the product's is told by it
        for name in sorted(
            self._free, key=lambda name: "description" not in _shared.options(spellings(name)[0])
        ):
            word = spellings(name)[0]
            choice = _shared.meaning(word, name, self.header, self.looks, self.found)
            if len(choice) == 1:
                self.found[choice[0]] = name
            elif choice:
                raise self._question(
                    f"Column {name} of {self.file} could be {' or '.join(choice)}: its values do not tell.",
                    [(canonical, name) for canonical in choice],
                )
        if self.looks and not {"stock_code", "description"} & self.found.keys():
            self.found |= _shared.product(self._free, self.looks, self.found)
        for canonical, before in _SECOND.items():
            if canonical not in self.found:
                names = self._named(SYNONYMS[before][_LAST])
                fitting = [n for n in names if _plausible.left(canonical, n, self.looks, self.found)]
                self.found.update({canonical: fitting[0]} if fitting else {})

    def _prices(self) -> None:
        """Another price is the amount of the line if it multiplies; else a person has to say which was paid."""
        if self.looks is None or "unit_price" in self.given:
            return
        others = _rivals.other_prices(self._free, self.looks, self.found)
        if amounts := _rivals.totals(others, self.looks, self.found):
            self.found["amount"] = amounts[0]
        elif others:
            names = [self.found.pop("unit_price"), *others]
            told = self._side_by_side("unit_price", names)
            if told is not None:
                self.found |= {"unit_price": told} if told else {}
                return
            raise self._question(
                f"{self.file} has {len(names)} columns that could be unit_price: {' and '.join(names)}.",
                [("unit_price", name) for name in names],
            )

    def _side_by_side(self, canonical: str, names: Sequence[str]) -> str | None:
        """Which of two columns has the meaning; of prices of lines none, both are amounts; None where nothing tells."""
        looks = self.looks
        assert looks is not None
        less, more, what = _sums.pair(names, self.header, looks)
        if not what:
            return None
        if canonical == "amount":
            self.found |= {_sums.MEANING[what]: more} if self._are_open(_sums.MEANING[what]) else {}
            return less
        of_line = _sums.is_of_line(more, looks, self.found)
        if of_line and self._are_open("amount", "gross_amount", "amount_with_tax"):
            self.found |= {"amount": less, _sums.MEANING[what]: more}
            return ""
        unit = less if what == "tax" else more  # a discount of each unit is taken off the price before it
        if of_line is None and self._are_open("amount"):
            raise self._question(
                f"{less} and {more} of {self.file} are prices of the line, or of a unit: no values tell.",
                [("amount", less), ("unit_price", unit)],
            )
        return None if of_line is None else unit

    def _are_open(self, *meanings: str) -> bool:
        return all(name in self.wanted and name not in self.found for name in meanings)

    def _amounts(self) -> None:
        """Amounts as what stands beside them shows: after fees they were paid out, and prices can be of the line."""
        looks, found = self.looks, self.found
        if looks is None or "amount" not in found or {"amount", "unit_price"} & self.given.keys():
            return
        if paid := _sums.before_fees(found["amount"], self.header, looks):
            found["amount"] = paid
            if found.get("unit_price") == paid:
                del found["unit_price"]
        for other in _sums.money(self._free, ["amount"]):
            what = _sums.between(other, found["amount"], self.header, looks)
            if what and self._are_open(_sums.MEANING[what]):
                found |= {"amount": other, _sums.MEANING[what]: found["amount"]}
        price = found.get("unit_price")
        if price is None or _plausible.multiplies(looks, found, "amount", found["amount"]):
            return
        what = _sums.between(found["amount"], price, self.header, looks)
        if what and _sums.is_of_line(price, looks, found):
            meaning = _sums.MEANING[what]
            if self._are_open(meaning):
                found[meaning] = found.pop("unit_price")

    def _without_rare_code(self) -> None:
        """Where most records have neither code nor description, no column says what was sold: they are receipts."""
        code = self.found.get("stock_code")
        if self.looks is None or code is None or {"stock_code", "description"} & self.given.keys():
            return
        names = [code, *filter(None, [self.found.get("description")])]
        if sum(self.looks.filled[name] for name in names) < _RARE * self.looks.height:
            del self.found["stock_code"]

    def _question(self, message: str, answers: Sequence[tuple[str, str]]) -> UnmappedHeader:
        commands = [command(self.file, {**self.given, canonical: name}) for canonical, name in answers]
        first, *others = commands
        return UnmappedHeader(
            message, "\n".join([f"Say which:  {first}", *(f"Or:  {other}" for other in others)])
        )


def command(file: str, columns: Mapping[str, str]) -> str:
    """The command that opens a file with these columns."""
    options = (f"--column {canonical}={shell_word(name)}" for canonical, name in columns.items())
    return " ".join((f"tillhouse open {file}", *options))


def guessed(lacking: Sequence[str], free: Sequence[str], looks: Looks | None) -> dict[str, str]:
    """Per missing meaning, a column whose values could have it, or the word HEADER."""
    found: dict[str, str] = {}
    for canonical in lacking:
        left = [name for name in free if name not in found.values()]
        fitting = [n for n in left if looks and looks.filled[n] and _plausible.could_be(canonical, n, looks)]
        is_sure = len(fitting) == 1 or canonical not in PRICES  # a wrong column of money is worse than none
        found[canonical] = fitting[0] if fitting and is_sure else "HEADER"
    return found
