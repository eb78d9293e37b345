"""`tillhouse explain`: one customer or product, and why it is where it is."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.calls import Call


def test_a_customer_before_and_after_analytics(call: Call, shop: Path) -> None:
    before = call("explain", "customer", "17850")
    assert "Not in this release: customer_rfm" in before.out
    assert "tillhouse analyse" in before.out
    call("analyse", "rfm_cut_points", "customer_cohorts")
    after = call("explain", "customer", "17850")
    assert "Recency, frequency, monetary value" in after.out
    assert "by rule" in after.out
    assert "show receipts --where customer_id=17850" in after.out


def test_programs_get_rows_by_section(call: Call, shop: Path) -> None:
    call("analyse", "rfm_cut_points", "product_abc")
    said = call("explain", "customer", "17850", "--json").json
    assert (said["subject"], said["name"], said["release"]) == ("customer", "17850", 2)
    sales = call("show", "customer_sales", "--where", "customer_id=17850", "--json").json[0]
    assert said["sections"]["customer_sales"]["rows"][0]["net_sales"] == sales["net_sales"]
    assert {row["measure"] for row in said["sections"]["rfm"]["rows"]} == {"recency", "frequency", "monetary"}
    code = call("explain", "product", "85123a", "--json").json
    assert code["name"] == "85123A"
    assert {row["abc"] for row in code["sections"]["product_abc"]["rows"]} == {"A"}


def test_an_earlier_release_is_explained_as_it_was(call: Call, shop: Path) -> None:
    call("analyse", "customer_rfm")
    assert "rfm" not in call("explain", "customer", "17850", "--release", "1", "--json").json["sections"]
    assert "rfm" in call("explain", "customer", "17850", "--release", "2", "--json").json["sections"]


def test_names_are_corrected(call: Call, shop: Path) -> None:
    answer = call("explain", "customer", "17859")
    assert (answer.code, "Did you mean 1785" in answer.err) == (4, True)
    assert "Did you mean customer?" in call("explain", "custmer", "17850").err
    assert "tillhouse show customer_sales" in call("explain", "customer", "nobody").err


@pytest.mark.parametrize("subject", [("customer", "17850"), ("product", "85123A")])
def test_the_commands_it_leads_to_run(call: Call, shop: Path, subject: tuple[str, str]) -> None:
    line = call("explain", *subject).out.strip().splitlines()[-1]
    deeper = [words.strip() for words in line.removeprefix("Next").split("·")]
    assert len(deeper) == 3
    for words in deeper:
        answer = call(*shlex.split(words)[1:])
        assert (answer.code, answer.err) == (0, ""), words
