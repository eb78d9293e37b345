"""``tillhouse baskets``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tillhouse.cli._baskets import print_baskets
from tillhouse.cli._output import count, warn
from tillhouse.cli._session import Session, with_session
from tillhouse.errors import BadQuery, require
from tillhouse.retail.counts import number_of

if TYPE_CHECKING:
    from tillhouse.lists.baskets.rules import Asked

_TOP = 10
#: More rules than these take gigabytes as JSON; they are written only when asked for.
_MOST = 1_000_000
_PLACES = 9


class _Share(click.ParamType[Fraction]):
    """A number from 0 to 1, exactly as written."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            share = value if isinstance(value, Fraction) else Fraction(Decimal(str(value)))
        except (ArithmeticError, ValueError):
            self.fail(f"{value} is not a number from 0 to 1.", param, ctx)
        if not 0 <= share <= 1 or share.denominator > 10**_PLACES:
            self.fail(f"{value} is not a number from 0 to 1 of at most {_PLACES} decimals.", param, ctx)
        return share


_SHARE = _Share()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--support", type=_SHARE, default="0.01", show_default=True, help="Least share of baskets.")
@click.option(
    "--confidence", type=_SHARE, default="0.5", show_default=True, help="Least confidence of a rule."
)
@click.option(
    "--min-length",
    type=click.IntRange(1),
    metavar="N",
    help="Least items of a rule; 1: also those with an empty left side [default: 2; arules: 1].",
)
@click.option(
    "--max-length",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    metavar="N",
    help="Most items of a rule.",
)
@click.option(
    "--max-basket", type=click.IntRange(1), metavar="N", help="Leave out baskets of more distinct items."
)
@click.option(
    "--max-itemsets",
    type=click.IntRange(1),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Leave out the longest itemsets where more are frequent.",
)
@click.option(
    "--consequent",
    type=click.Choice(["one", "any"]),
    default="one",
    show_default=True,
    help="Items on the right side of a rule.",
)
@click.option(
    "--convention",
    type=click.Choice(["tillhouse", "arules"]),
    default="tillhouse",
    show_default=True,
    help="arules: --min-length is 1 unless given.",
)
@click.option(
    "--basket",
    multiple=True,
    metavar="COLUMN",
    help="The basket's column, by name or by number from 1; repeat for several together.",
)
@click.option("--item", metavar="COLUMN", help="The item's column, by name or number.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    help=f"At most N rules [default: {_TOP} as text, all as JSON].",
)
@with_session
def command(session: Session, /, file: Path, limit: int | None, **asked: Any) -> None:
    """Find what is bought together in a file of baskets: itemsets of any length, and rules.

    FILE is text, plain or packed. It holds one basket a line without a header, or one line item a row. Items of a
    line stand between commas, semicolons, tabs or bars, whole numbers also between spaces. They are quoted where they
    hold such a mark. Columns of line items are given by --basket and --item, or their names are known. Line items are
    read from Excel, Parquet, Avro and JSON too, with the names of their columns. A first line with a number or a date
    in it is a row and no header. By number no other is a header either, unless a name in it is known or a column
    below it holds numbers or days alone. Which it was is said. Rows without a basket or an item count as nothing, and
    are counted, as ``empty``. A pair of braces around each line, as arules writes sets, is no part of the items. Nor
    are a header over such lines, or other columns beside one in braces, as R's write.csv adds them. What was found is
    said, and what speaks against it. An item counts once in a basket.

    Of line items, rows with a negative quantity (``-1``, ``−1``, ``1-``, ``(1)``) are returns. They are left out and
    counted, as ``returned_rows``, where the header names a column of quantities by a known name. The sale they take
    back stays a basket. A quantity that is no number leaves its row in, is counted, as ``unreadable_quantity_rows``,
    and named in a warning. The rules of a lake, without returns, are in its table ``product_baskets``.

    An itemset is frequent from support × baskets, rounded up. Its support is the share of baskets that hold it, that
    of a rule the share that holds both sides. A rule has one item on its right side, any number with --consequent
    any, and at least one on its left. With --min-length 1 rules of one item, with an empty left side, are given too,
    where they are sure enough. The convention of arules (Hahsler et al.) gives them unless --min-length is 2.

    \b
    Example:
      tillhouse baskets shop.csv --support 0.1 --confidence 0.3
      tillhouse baskets shop.csv --basket InvoiceNo --item StockCode --convention arules --json
    """
    require("analytics", "tillhouse baskets", "numpy")
    from tillhouse.lists.baskets.answer import Answer
    from tillhouse.lists.baskets.files import read
    from tillhouse.lists.baskets.rules import mined

    wanted = _asked(**asked)
    baskets = read(file, asked["basket"], asked["item"])
    found = Answer(file.name, asked["convention"], baskets, wanted, mined(baskets, wanted), limit)
    if session.out.is_json:
        _refuse(found.rule_count, limit)
        session.out.document(found)
        return
    print_baskets(session.out, found, _TOP if limit is None else limit)
    warn(*found.warnings)


def _refuse(rules: int, limit: int | None) -> None:
    if limit is None and rules > _MOST:
        raise BadQuery(
            f"These are {number_of(rules, 'rule')}, more than the {count(_MOST)} that are written unasked.",
            f"Ask for the first by --limit N, for all by --limit {rules}, or raise --support or --confidence.",
        )


def _asked(
    support: Fraction,
    confidence: Fraction,
    min_length: int | None,
    max_length: int,
    max_basket: int | None,
    max_itemsets: int,
    consequent: str,
    convention: str,
    **_: Any,
) -> Asked:
    from tillhouse.lists.baskets.rules import Asked

    arules = convention == "arules"
    if arules and consequent == "any":
        raise click.UsageError("Rules of arules have one item on the right side: leave out --consequent any.")
    if (min_length or 1) > max_length:
        raise click.UsageError(f"--min-length {min_length} is more than --max-length {max_length}.")
    shortest = min_length or (1 if arules else 2)
    consequents = None if consequent == "any" else 1
    return Asked(support, confidence, shortest, max_length, max_basket, max_itemsets, consequents)
