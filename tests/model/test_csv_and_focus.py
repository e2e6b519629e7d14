"""CSV that no spreadsheet runs, and the answer as charges in FOCUS columns."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.comparison import Comparison, compare
from model.comparison.focus import focus_rows, pricing_category
from model.csv_text import csv_text
from model.price import prices_from_rows
from model.purchase_option import PurchaseOption
from model.scenario.link import decode_url
from pricing import snapshot_book
from tests.scenarios import scenario

GOLDEN = Path(__file__).parent / "golden" / "hostile.csv"
# Column IDs of FOCUS 1.2, https://focus.finops.org/focus-specification/v1-2/
FOCUS = {
    "ProviderName", "RegionId", "RegionName", "ServiceCategory", "ChargeCategory",
    "ChargeDescription", "PricingCategory", "PricingQuantity", "PricingUnit", "ConsumedQuantity",
    "ConsumedUnit", "ContractedUnitPrice", "ContractedCost", "EffectiveCost", "BillingCurrency",
}  # fmt: skip


@pytest.fixture(scope="module")
def answer() -> Comparison:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    asked = scenario(spare_percent=5, experiments_percent=20, platforms=(
        "trn2.48xlarge", "p5.48xlarge", "p6-b300.48xlarge"))  # fmt: skip
    return compare(asked, prices)


def test_every_column_is_one_of_focus_or_starts_with_x(answer: Comparison) -> None:
    (names,) = {tuple(row) for row in focus_rows(answer)}
    assert {name for name in names if not name.startswith("x_")} == FOCUS


def test_charges_add_up_to_the_cost_of_each_platform(answer: Comparison) -> None:
    rows = focus_rows(answer)
    for platform in answer.platforms:
        own = [r for r in rows if r["x_InstanceType"] == platform.instance.instance_type]
        if platform.cost_usd is None:
            assert [r["EffectiveCost"] for r in own] == [None]
            assert own[0]["ChargeDescription"] == platform.reason
            continue
        total = sum(float(r["EffectiveCost"] or 0) for r in own)
        assert total == pytest.approx(platform.cost_usd.median)


def test_quantity_times_price_is_the_cost(answer: Comparison) -> None:
    priced = [r for r in focus_rows(answer) if r["PricingQuantity"]]
    assert {r["x_Part"] for r in priced} >= {"training", "failures", "spares", "experiments"}
    for row in priced:
        paid = float(row["PricingQuantity"] or 0) * float(row["ContractedUnitPrice"] or 0)
        assert paid == pytest.approx(float(row["ContractedCost"] or 0))


def test_storage_is_a_charge_of_its_own_kind(answer: Comparison) -> None:
    storage = [r for r in focus_rows(answer) if r["x_Part"] == "storage"]
    assert storage
    assert {(r["ServiceCategory"], r["PricingUnit"]) for r in storage} == {("Storage", None)}


def test_each_row_says_which_scenario_it_is_of(answer: Comparison) -> None:
    links = {str(row["x_Scenario"]) for row in focus_rows(answer)}
    assert [decode_url(link).scenario for link in links] == [answer.scenario]


@pytest.mark.parametrize("option", PurchaseOption)
def test_every_purchase_option_has_a_pricing_category(option: PurchaseOption) -> None:
    # Allowed values: FOCUS 1.2, PricingCategory.
    assert pricing_category(option) in {"Standard", "Dynamic", "Committed", "Other"}


HOSTILE = [
    {"name": "=HYPERLINK(\"http://x\")", "sum": -5, "note": "two\nlines, and \"quotes\""},
    {"name": "+1+cmd|' /C calc'!A0", "sum": 0.1, "note": "  =1+1"},
    {"name": "-2", "sum": None, "note": "@SUM(A1)"},
    {"name": "\tTab", "sum": 3, "note": "\N{FULLWIDTH EQUALS SIGN}1"},
    {"name": "Trainium2 · trn2.48xlarge", "sum": True, "note": "nothing wrong"},
]  # fmt: skip


def test_no_text_is_taken_for_a_formula() -> None:
    assert csv_text(HOSTILE).encode("utf-8") == GOLDEN.read_bytes()


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), min_size=1))
def test_any_text_comes_back_and_starts_no_formula(rows: list[dict[str, str]]) -> None:
    read = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    names = list(rows[0])
    assert read[0] == names
    assert len(read) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        for cell, text in zip(cells, (row[name] for name in names), strict=True):
            assert cell.replace("'", "") == text.replace("\x00", "").replace("'", "")
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_nothing_makes_no_file() -> None:
    assert csv_text([]) == ""
