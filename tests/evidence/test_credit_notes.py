"""Files of credit notes: what they say is given back, whatever sign it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.test_weighing import said
from tillhouse.errors import UnmappedHeader
from tillhouse.runs.opening import agreed
from tillhouse.settings.feed import Feed
from tillhouse.sources import open_all

HEADER = "Credit Note Number,Credit Note Date,{}SKU,Qty,Price"
INVOICES = "Invoice Number,Invoice Date,SKU,Qty,Price\nI-1,2026-02-03,A,1,2.00\n"
NOTES = "Credit Note Number,Credit Note Date,SKU,Qty,Price\nC-1,2026-02-09,A,1,2.00\n"


def test_all_lines_are_returns_where_no_column_says_more(tmp_path: Path) -> None:
    feed, findings = said(tmp_path, HEADER.format(""), "C-1,2026-02-09,A,1,2.00", "C-2,2026-02-10,B,1,3.00")
    assert feed.statuses == {"*": "return"}
    (found,) = (one for one in findings if one.name == "credit_notes")
    assert (found.lines, str(found.amount)) == (2, "5.0")


def test_a_state_of_credit_notes_says_which_of_them_are(tmp_path: Path) -> None:
    rows = ("C-1,2026-02-09,Closed,A,1,2.00", "C-2,2026-02-10,Void,B,1,3.00")
    feed, _ = said(tmp_path, HEADER.format("Credit Note Status,"), *rows)
    assert feed.statuses == {"closed": "return", "void": "not_sales"}


def test_invoices_are_sold(tmp_path: Path) -> None:
    feed, _ = said(tmp_path, *INVOICES.splitlines())
    assert not feed.statuses


def test_two_kinds_of_documents_are_two_feeds(tmp_path: Path) -> None:
    for name, text in {"Invoice.csv": INVOICES, "Credit_Note.csv": NOTES}.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(UnmappedHeader, match="2 kinds of documents") as raised:
        agreed(open_all(tmp_path), Feed("shop"))
    assert f"tillhouse open {tmp_path / 'Credit_Note.csv'} --name credit_note" in str(raised.value.hint)
    assert f"tillhouse open {tmp_path / 'Invoice.csv'} --name invoice" in str(raised.value.hint)


def test_files_with_the_same_names_are_one_feed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(INVOICES)
    (tmp_path / "b.csv").write_text(INVOICES.replace("I-1", "I-2"))
    assert agreed(open_all(tmp_path), Feed("shop")).feed.columns["invoice_no"] == "Invoice Number"
