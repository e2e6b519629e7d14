"""Every table as a file, for the default scenario at the bundled prices, as it was found good."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from model.break_even import break_even, tornado
from model.budget import budget, fleets
from model.claims.report import claim_report
from model.comparison import Comparison, compare
from model.comparison.focus import focus_rows
from model.hardware import Family
from model.market import market, price_list
from model.price import prices_from_rows
from model.purchase_plan.search import purchase_plan
from model.scenario import default_scenario
from pages.shared.downloads import Rows, table_csv
from pages.tables import break_even as break_even_tables
from pages.tables import budget as budget_tables
from pages.tables import claims as claims_tables
from pages.tables import compare as compare_tables
from pages.tables import prices as price_tables
from pages.tables import purchase_plan as plan_tables
from pages.tables import why as why_tables
from pricing import snapshot_book
from tests import golden

FILES = Path(__file__).parent / "golden"
DAY = date(2026, 11, 22)
ASKED = default_scenario()
# A claim of instance pairs; the default is one of training.
CLAIM_OF_PAIRS = "apple-search"
PRICES = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)


def rounded(text: str) -> str:
    """Without the last digits, which another machine may add up otherwise."""
    return re.sub(r"\d+\.\d{4,}", lambda found: f"{float(found[0]):.6g}", text)


def tornado_file() -> str:
    found = tornado(ASKED, PRICES)
    assert found is not None
    return break_even_tables.tornado_table(found)


def fleet_file() -> str:
    found = fleets(ASKED, PRICES)
    assert found
    return budget_tables.fleet_table(found, ASKED.unit)


def slice_file() -> str:
    best = purchase_plan(ASKED, PRICES).best
    assert best is not None
    return plan_tables.slice_table(best, ASKED)


def of_comparison(make: Callable[[Comparison], str | Rows]) -> Callable[[], str | Rows]:
    return lambda: make(compare(ASKED, PRICES))


TABLES: dict[str, Callable[[], str | Rows]] = {
    "compare-platforms": of_comparison(compare_tables.answer_table),
    "compare-charges": of_comparison(focus_rows),
    "compare-spent-on-data": of_comparison(why_tables.spending_rows),
    "break-even-ways-of-buying": lambda: break_even_tables.option_table(break_even(ASKED, PRICES)),
    "break-even-what-moves-it": tornado_file,
    "break-even-software": lambda: break_even_tables.support_table(
        break_even(ASKED, PRICES), Family.TRAINIUM
    ),
    "budget-what-it-buys": lambda: budget_tables.outcome_table(budget(ASKED, PRICES)),
    "budget-smallest-clusters": fleet_file,
    "claims-what-it-means": lambda: claims_tables.reading_table(claim_report(ASKED, PRICES)),
    "claims-pairs": lambda: claims_tables.pair_table(
        claim_report(ASKED.changed(claim=CLAIM_OF_PAIRS), PRICES), DAY
    ),
    "purchase-plan-slices": slice_file,
    "purchase-plan-platforms": lambda: plan_tables.plan_table(purchase_plan(ASKED, PRICES)),
    "purchase-plan-every-way": lambda: plan_tables.every_plan_table(purchase_plan(ASKED, PRICES)),
    "prices-here": lambda: price_tables.here_table(market(ASKED, PRICES), DAY),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_this_file(name: str) -> None:
    made = TABLES[name]()
    content = table_csv(made if isinstance(made, str) else lambda: made)
    golden.same(FILES / f"{name}.csv", rounded(content.decode("utf-8")))


def test_the_file_of_every_price_has_a_row_a_price_and_its_numbers_are_numbers() -> None:
    listed = price_list(ASKED, PRICES)
    rows = price_tables.list_file(price_tables.list_rows(listed, DAY, {}, {}, ()))
    assert len(rows) == len(listed)
    assert all(isinstance(row["USD per instance-hour"], float) for row in rows)
    assert all(date.fromisoformat(row["As of"]) for row in rows)
    assert table_csv(lambda: rows).count(b"\r\n") > len(rows)
