"""The Capacity Blocks page: both layouts exactly, anything else not at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pricing import PurchaseOption
from pricing.fetch.client import Client
from pricing.sources import addresses, capacity_blocks_page
from pricing.sources.parsed import LayoutChanged, Parsed
from tests.pricing.loopback import Answer, in_turn, serving

READ_AT = datetime(2026, 11, 23, tzinfo=UTC)
Cells = tuple[str, str, str, str]
TRAINIUM2: Cells = (
    "trn2.48xlarge",
    "US East (Ohio)",
    "$35.7608 USD ($2.235 USD)",
    "16 x Trainium2",
)
H100: Cells = ("p5.48xlarge", "US West (Oregon)", "$41.528 USD ($5.191 USD)", "8 x H100")
COLUMNS = ("Instance Type", "Region", "Effective Hourly Rate", "ACCELERATOR")


def table(*rows: Cells, columns: tuple[str, ...] = COLUMNS) -> dict[str, str]:
    """A table as the page has had it since 2026-04."""
    headings = [{"Heading": name, "accessor": str(n)} for n, name in enumerate(columns, start=1)]
    groups, data = rows_as_json(rows)
    return {
        "itemHeading": "Pricing",
        "itemTableColumns": json.dumps(headings),
        "itemTableRowGroups": json.dumps(groups),
        "itemTableData": json.dumps(data),
    }


def old_table(*rows: Cells) -> dict[str, str]:
    """A table as the page had it before 2026-04."""
    groups, data = rows_as_json(rows)
    content = {"heading": "P5 Pricing", "table": {"rowDefinitions": groups, "items": data}}
    return {"jsonData": json.dumps(content)}


def rows_as_json(rows: tuple[Cells, ...]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    groups = [{"id": f"row{n}", "label": cells[0]} for n, cells in enumerate(rows)]
    data = [
        {"idProperty": f"row{n}"}
        | {str(c): f"<p>{cell}<br /></p>\r\n" for c, cell in enumerate(cells[1:], start=2)}
        for n, cells in enumerate(rows)
    ]
    return groups, data


def page(*tables: object) -> bytes:
    content = {"data": {"items": [{"fields": fields} for fields in tables]}}
    other = '<script type="application/json">not JSON</script><script>var a = 1;</script>'
    script = f'<script type="application/json">{json.dumps(content)}</script>'
    return f"<html><p>Pricing</p>{other}{script}</html>".encode()


def parsed(body: bytes) -> Parsed:
    return capacity_blocks_page.parse(body, "https://page.example", READ_AT)


def test_trainium2_has_its_firm_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_OFFLINE", raising=False)
    with serving(in_turn(Answer(page(table(TRAINIUM2, H100))))) as source:
        monkeypatch.setenv("CROSSOVER_CAPACITY_BLOCKS_PAGE_URL", source.url + "/pricing/")
        fetched = Client().get(addresses.capacity_blocks_page())
    assert fetched.body is not None
    quote = parsed(fetched.body).quotes[0]
    assert (quote.region, quote.instance_type) == ("us-east-2", "trn2.48xlarge")
    assert (quote.purchase_option, quote.usd_per_hour) == (PurchaseOption.CAPACITY_BLOCK, 35.7608)
    assert (quote.accelerator, quote.accelerators) == ("Trainium2", 16)


@pytest.mark.parametrize("layout", [table, old_table])
def test_both_layouts_say_the_same(layout: object) -> None:
    assert callable(layout)
    found = parsed(page(layout(TRAINIUM2, H100)))
    assert [q.usd_per_hour for q in found.quotes] == [35.7608, 41.528]


def test_an_ultraserver_is_named_by_its_row_and_placed_in_its_local_zone() -> None:
    place, rate = "US East (Dallas) Local Zone", "$761.904 ($10.582 USD)"
    columns = ("UltraServer Type", *COLUMNS[1:])
    (quote,) = parsed(
        page(table(("u-p6e-gb200x72", place, rate, "72 x B200"), columns=columns))
    ).quotes
    assert (quote.instance_type, quote.region) == ("u-p6e-gb200x72", "us-east-1-dfw-2a")
    assert (quote.usd_per_hour, quote.accelerators) == (761.904, 72)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("p5.48xlarge", H100[1], "$5.191 USD ($5.191 USD)", "8 x H100"), "something else"),
        (("p5.48xlarge", H100[1], "$5.191 USD ($41.528 USD)", "8 x H100"), "something else"),
        (("p5.48xlarge", H100[1], "$0 USD ($0 USD)", "8 x H100"), "zero"),
        (("p5.48xlarge", H100[1], "$41.528 USD", "8 x H100"), "accelerator rate"),
        (("p5.48xlarge", H100[1], "€41.528 (€5.191)", "8 x H100"), "accelerator rate"),
        (("p5.48xlarge", H100[1], "-", "8 x H100"), "accelerator rate"),
        (("p5.48xlarge", "Atlantis (Deep)", H100[2], "8 x H100"), "not known"),
        (("p5.48xlarge", H100[1], H100[2], "H100"), "how many"),
        (("p5.48xlarge", H100[1], H100[2], "0 x H100"), "how many"),
        (("Total", H100[1], H100[2], "8 x H100"), "no instance type"),
    ],
)
def test_a_row_that_makes_no_sense_is_rejected_and_the_rest_kept(cells: Cells, reason: str) -> None:
    found = parsed(page(table(TRAINIUM2, cells)))
    assert [q.instance_type for q in found.quotes] == ["trn2.48xlarge"]
    assert reason in found.rejected[0].reason


def test_a_page_mostly_of_nonsense_is_refused_whole() -> None:
    odd = ("p5.48xlarge", "Nowhere", H100[2], H100[3])
    with pytest.raises(LayoutChanged, match="make no sense"):
        parsed(page(table(TRAINIUM2, odd, odd)))


def test_two_prices_for_one_thing_are_nobody_s_price() -> None:
    other = (*H100[:2], "$31.464 USD ($3.933 USD)", H100[3])
    found = parsed(page(table(H100, other, TRAINIUM2)))
    assert [q.instance_type for q in found.quotes] == ["trn2.48xlarge"]
    assert "contradicts itself" in found.rejected[0].reason


def test_tables_of_something_else_are_passed_over() -> None:
    fees = table(("a", "b", "c", "d"), columns=("System", "Region", "Fee", "Note"))
    assert len(parsed(page(fees, table(TRAINIUM2), {"text": "hello"})).quotes) == 1


NO_REGION = ("Instance Type", "Place", "Effective Hourly Rate", "ACCELERATOR")
TWO_RATES = ("Region", "Effective Hourly Rate", "Effective Hourly Rate, 2027", "ACCELERATOR")


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"<html>Please enable JavaScript</html>", page(), page(None), page([1]),
     page(table()), page(table(TRAINIUM2, columns=NO_REGION)),
     page(table(TRAINIUM2, columns=TWO_RATES)), page({**table(TRAINIUM2), "itemTableData": "[{"}),
     page({**table(TRAINIUM2), "itemTableData": "[1]"}),
     page({**table(TRAINIUM2), "itemTableData": 1}),
     page({**table(TRAINIUM2), "itemTableRowGroups": "[]"}), page({"jsonData": "{}"}),
     page({"jsonData": '{"heading": "P5 Pricing"}'}), page(table(TRAINIUM2))[:-60]],
)  # fmt: skip
def test_a_page_in_another_layout_is_refused_whole(body: bytes) -> None:
    with pytest.raises(LayoutChanged, match="Capacity Blocks page"):
        parsed(body)
