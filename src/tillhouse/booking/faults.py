"""What is wrong with a line: what its feed promises and it does not say, or says against itself."""

from __future__ import annotations

import narwhals as nw

from tillhouse.settings.feed import Feed

c = nw.col


def line_faults(feed: Feed) -> dict[str, nw.Expr]:
    """What a line of this feed has to say: a missing column is no fault of a line."""
    given = feed.columns.keys()
    goods = (c("role").is_null() if feed.has_parts else nw.lit(True)) & c("kind_type").is_null()
    money = c("amount").is_null()
    # Money that is paid back can come without units.
    counted = goods & ~(c("no_quantity") & (c("amount") < 0)).fill_null(False)
    faults = {
        "invoice_no_missing": c("invoice_no").is_null() & goods if "invoice_no" in given else None,
        "stock_code_missing": c("stock_code").is_null() & goods if "stock_code" in given else None,
        "quantity_unreadable": c("quantity").is_null() & counted if "quantity" in given else None,
    }
    if "quantity" in given and not feed.prefixes:
        faults["sign_contradicts"] = _contradicts(feed) & goods
    if "amount" in given:
        faults["amount_unreadable"] = money
    else:
        known = ~c("quantity").is_null() & ~c("unit_price").is_null() & money
        faults["price_unreadable"] = c("unit_price").is_null() & goods & money
        bare = c("discount_said").is_null() if "discount" in given else nw.lit(True)
        faults["amount_out_of_range"] = known & goods & bare
        faults["discount_unreadable"] = known & goods & ~bare if "discount" in given else None
        faults["amount_unreadable"] = money & ~goods if feed.has_parts else None
    if feed.statuses or feed.kinds:
        faults["status_unknown"] = c("unknown_word") & ~(c("amount") == 0).fill_null(False)
    return {word: broken for word, broken in faults.items() if broken is not None}


def _contradicts(feed: Feed) -> nw.Expr:
    """Whether what came back would bring money, or goods at a price would bring none."""
    came_back = (c("quantity") < 0) & (c("amount") > 0)
    if {"amount", "unit_price"} <= feed.columns.keys():
        priced = (c("quantity") != 0) & (c("unit_price") != 0)
        came_back = came_back | (priced & (c("amount") == 0) & (c("discount") == 0))
    return came_back.fill_null(False)
