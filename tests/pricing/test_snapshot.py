"""The bundled snapshot: dated, sourced, trustworthy, and enough for the default scenario."""

import csv

import pytest

from model.scenario.scenario import default_scenario
from pricing import PriceBook, PurchaseOption, Quote, snapshot_book
from pricing.checks import check_rows
from pricing.snapshot import SNAPSHOTS

ROW = {
    "provider": "aws", "region": "us-east-2", "instance_type": "trn2.48xlarge",
    "purchase_option": "capacity_block", "usd_per_hour": "35.7608", "as_of": "2026-07-22",
    "source": "AWS Capacity Blocks page", "evidence": "https://aws.amazon.com", "note": "",
}  # fmt: skip


def quote(**changes: str) -> Quote:
    return Quote.model_validate({**ROW, **changes})


def test_every_row_of_the_snapshot_is_believed() -> None:
    rows = 0
    for path in SNAPSHOTS:
        with path.open(newline="", encoding="utf-8") as file:
            rows += sum(1 for _ in csv.DictReader(file))
    book = snapshot_book()
    assert book.rejected == ()
    assert len(book.quotes) == rows


def test_each_platform_of_the_default_scenario_has_a_price() -> None:
    default = default_scenario()
    sold = {
        q.instance_type
        for q in snapshot_book().quotes
        if q.region == default.region and q.purchase_option == default.purchase_option
    }
    assert set(default.platforms) <= sold


@pytest.mark.parametrize("instance_type", ["trn2.48xlarge", "p5e.48xlarge"])
def test_what_is_sold_only_in_blocks_has_no_on_demand_price(instance_type: str) -> None:
    options = {
        q.purchase_option for q in snapshot_book().quotes if q.instance_type == instance_type
    }
    assert options == {PurchaseOption.CAPACITY_BLOCK, PurchaseOption.SPOT}


def test_the_latest_of_two_quotes_wins() -> None:
    old, new = quote(), quote(as_of="2026-10-01", usd_per_hour="33")
    assert PriceBook.of([new, old], (), "test").quotes == (new,)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"usd_per_hour": "0"}, "usd_per_hour"),
        ({"usd_per_hour": "-1"}, "usd_per_hour"),
        ({"usd_per_hour": ""}, "usd_per_hour"),
        ({"usd_per_hour": "nan"}, "usd_per_hour"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"source": ""}, "source"),
        ({"purchase_option": "on demand"}, "purchase_option"),
    ],
)
def test_a_row_that_is_no_quote_is_rejected_with_the_reason(
    changes: dict[str, str], reason: str
) -> None:
    checked = check_rows([{**ROW, **changes}])
    assert checked.accepted == ()
    assert checked.rejected[0].reason.startswith(reason)
    assert "trn2.48xlarge" in checked.rejected[0].row


def test_spot_above_on_demand_is_rejected_and_the_rest_kept() -> None:
    rows = [
        {**ROW, "purchase_option": "on_demand", "usd_per_hour": "50"},
        {**ROW, "purchase_option": "spot", "usd_per_hour": "57.76"},
        ROW,
    ]
    checked = check_rows(rows)
    assert len(checked.accepted) == 2
    assert checked.rejected[0].reason == "spot 57.76 is above on-demand 50.0"
