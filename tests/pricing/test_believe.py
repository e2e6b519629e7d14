"""Which of several sources is believed, rule by rule."""

from __future__ import annotations

from pricing import PriceBook, PurchaseOption
from pricing.believe import believed_book
from pricing.known import BUNDLED, Known
from pricing.sources.source import Trust
from tests.pricing.quotes import DAY, HOUR, NOW, known, quote, source, spot

SOURCES = {
    "catalog": source("catalog", Trust.CATALOG),
    "page": source("page", Trust.SELLER_PAGE, 2 * DAY),
    "account": source("account", Trust.SELLER_ACCOUNT),
}


def book(*every: Known) -> PriceBook:
    return believed_book(every, NOW, SOURCES)


def believed(*every: Known) -> list[float]:
    return [q.usd_per_hour for q in book(*every).quotes]


def test_the_account_is_believed_before_the_page_and_the_page_before_the_catalog() -> None:
    catalog, page, account = (known(name, quote(price)) for name, price in
                              [("catalog", 50.0), ("page", 51.0), ("account", 52.0)])  # fmt: skip
    assert believed(catalog, page, account) == [52.0]
    assert believed(catalog, page) == [51.0]


def test_every_source_is_believed_before_what_comes_with_the_project() -> None:
    bundled = known(BUNDLED, quote(98.32, fetched_at=None))
    assert believed(bundled, known("catalog", quote(55.04))) == [55.04]
    assert believed(bundled) == [98.32]


def test_a_stale_trusted_source_loses_to_a_fresh_lesser_one() -> None:
    account = known("account", quote(98.32), NOW - 13 * HOUR)
    assert believed(account, known("catalog", quote(55.04))) == [55.04]


def test_of_two_stale_sources_the_later_is_believed() -> None:
    account = known("account", quote(98.32), NOW - 30 * DAY)
    catalog = known("catalog", quote(55.04), NOW - 3 * DAY)
    assert believed(account, catalog) == [55.04]
    assert book(account, catalog).stale == {quote().key}


def test_a_feed_read_today_that_dates_itself_weeks_ago_is_not_fresh() -> None:
    page = known("page", quote(98.32, as_of=NOW.date() - 31 * DAY))
    assert believed(page, known("catalog", quote(55.04))) == [55.04]


def test_what_the_account_is_told_today_holds_today_however_long_ago_it_was_published() -> None:
    account = known("account", quote(98.32, as_of=NOW.date() - 79 * DAY))
    assert believed(account, known("catalog", quote(55.04))) == [98.32]


def test_a_price_seen_in_the_future_is_a_wrong_clock_and_not_fresh() -> None:
    ahead = known("account", quote(98.32), NOW + DAY)
    assert believed(ahead, known("catalog", quote(55.04))) == [55.04]


def test_never_one_option_for_another() -> None:
    block = quote(31.46, purchase_option=PurchaseOption.CAPACITY_BLOCK)
    found = book(known("page", block), known("catalog", quote(55.04))).quotes
    assert {q.purchase_option: q.usd_per_hour for q in found} == {
        PurchaseOption.CAPACITY_BLOCK: 31.46,
        PurchaseOption.ON_DEMAND: 55.04,
    }


def test_what_another_source_says_is_kept_as_a_disagreement() -> None:
    page = known("page", quote(98.32, source="AWS page"))
    (found,) = book(known("catalog", quote(55.04)), page).disagreements
    assert (found.believed.usd_per_hour, found.other.usd_per_hour) == (98.32, 55.04)


def test_spot_above_on_demand_of_another_source_is_refused_with_the_reason() -> None:
    found = book(known("page", quote(55.04, source="AWS page")), known("catalog", spot(57.76)))
    assert [q.purchase_option for q in found.quotes] == [PurchaseOption.ON_DEMAND]
    assert [r.reason for r in found.rejected] == [
        "spot 57.76 by SkyPilot catalog is above on-demand 55.04 by AWS page"
    ]


def test_the_next_source_is_asked_for_a_spot_price_when_the_first_is_refused() -> None:
    asked = known("account", spot(57.76)), known("catalog", spot(18.7, source="other"))
    assert believed(known("page", quote(55.04)), *asked) == [55.04, 18.7]


def test_a_stale_on_demand_price_does_not_refuse_a_fresh_spot_price() -> None:
    old = known(BUNDLED, quote(55.04, fetched_at=None), NOW - 120 * DAY)
    assert believed(old, known("catalog", spot(60.0))) == [55.04, 60.0]


def test_a_spot_price_no_longer_listed_is_dropped_and_a_list_price_stays() -> None:
    gone = NOW - 20 * HOUR
    spot_gone = known("catalog", spot(18.7), gone, read_since=NOW)
    listed = known("catalog", quote(55.04), gone, read_since=NOW)
    assert believed(spot_gone, listed) == [55.04]


def test_a_spot_price_stays_while_its_source_is_silent() -> None:
    seen = NOW - 20 * HOUR
    assert believed(known("catalog", spot(18.7), seen, read_since=seen)) == [18.7]


def test_zones_and_the_region_as_a_whole_are_not_mixed() -> None:
    region = known(BUNDLED, spot(9.9, zone="", fetched_at=None), NOW - 120 * DAY)
    zones = [known("catalog", spot(price, zone)) for price, zone in [(18.7, "a"), (20.1, "b")]]
    assert believed(region, *zones) == [18.7, 20.1]


def test_the_origin_names_the_live_sources() -> None:
    bundled = known(BUNDLED, quote(1.0, instance_type="p4d.24xlarge", fetched_at=None))
    assert book(bundled).origin == "bundled snapshot"
    found = book(bundled, known("catalog", quote())).origin
    assert found == "Catalog; for the rest the bundled snapshot"
