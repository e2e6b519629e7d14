"""What is kept of a source's answers: every price once, and when it was last seen."""

from __future__ import annotations

from datetime import timedelta

from pricing.checks import Rejected
from pricing.fetch.breaker import Breaker
from pricing.interruption import Interruption
from pricing.sources.parsed import Parsed
from pricing.sources.source import Part, Reading
from pricing.store.states import (
    MOST_REJECTED,
    begin_attempt,
    interruptions,
    known_etags,
    rejected_rows,
    save_failure,
    states,
)
from pricing.store.store import Store
from tests.pricing.quotes import ADDRESS, DAY, HOUR, NOW, quote, reading, spot, unchanged
from tests.pricing.store.keeping import keep, live_quotes, live_quotes_at, points


def test_a_new_price_makes_history_and_the_same_price_does_not(store: Store) -> None:
    keep(store, reading(quote(98.32), at=NOW))
    keep(store, reading(quote(98.32), at=NOW + HOUR))
    keep(store, reading(quote(55.04), at=NOW + 2 * HOUR))
    assert points(store) == [(NOW, 98.32), (NOW + 2 * HOUR, 55.04)]


def test_the_same_price_again_moves_when_it_was_last_seen(store: Store) -> None:
    keep(store, reading(quote(55.04), at=NOW))
    keep(store, reading(quote(55.04, fetched_at=NOW + DAY), at=NOW + DAY))
    (found,) = live_quotes(store)
    assert (found.fetched_at, found.as_of) == (NOW + DAY, (NOW + DAY).date())


def test_the_same_price_with_another_note_is_kept_with_it(store: Store) -> None:
    keep(store, reading(quote(55.04)))
    keep(store, reading(quote(55.04, note="only in one zone"), at=NOW + HOUR))
    assert [q.note for q in live_quotes(store)] == ["only in one zone"]
    assert len(points(store)) == 1


def test_every_field_of_a_quote_is_kept(store: Store) -> None:
    whole = spot(
        18.7, accelerator="H100", accelerators=8, note="cheap", payment="none",
        valid_from=(NOW - DAY).date(),
    )  # fmt: skip
    keep(store, reading(whole))
    assert live_quotes(store) == [whole]


def test_prices_can_be_read_as_of_any_time(store: Store) -> None:
    for hours, price in enumerate([98.32, 80.0, 55.04]):
        keep(store, reading(quote(price), at=NOW + hours * HOUR))

    def at(hours: float) -> list[float]:
        moment = NOW + timedelta(hours=hours)
        return [q.usd_per_hour for q in live_quotes_at(store, moment)]

    assert [at(-0.1), at(0), at(0.9), at(1), at(1.5), at(9)] == [
        [], [98.32], [98.32], [80.0], [80.0], [55.04],
    ]  # fmt: skip


def test_an_unchanged_answer_is_its_old_prices_seen_again(store: Store) -> None:
    keep(store, reading(quote(55.04), spot(18.7)))
    keep(store, unchanged(NOW + DAY), NOW + DAY)
    assert {q.fetched_at for q in live_quotes(store)} == {NOW + DAY}
    assert {q.as_of for q in live_quotes(store)} == {(NOW + DAY).date()}


def test_an_unchanged_answer_does_not_bring_back_what_was_gone_before(store: Store) -> None:
    keep(store, reading(quote(55.04), spot(18.7)))
    keep(store, reading(quote(55.04), at=NOW + HOUR))
    keep(store, unchanged(NOW + 2 * HOUR))
    seen = {q.purchase_option: q.fetched_at for q in live_quotes(store)}
    assert seen == {"on_demand": NOW + 2 * HOUR, "spot": NOW}


def test_an_unchanged_feed_that_dates_itself_keeps_its_date(store: Store) -> None:
    published = (NOW - 5 * DAY).date()
    keep(store, reading(quote(55.04, as_of=published)))
    keep(store, unchanged(NOW + DAY), NOW + DAY)
    assert [q.as_of for q in live_quotes(store)] == [published]


def test_a_clock_that_was_a_day_ahead_leaves_no_price_in_the_future(store: Store) -> None:
    keep(store, reading(quote(98.32), at=NOW + DAY), NOW + DAY)
    keep(store, reading(quote(55.04), at=NOW))
    assert [q.usd_per_hour for q in live_quotes(store)] == [55.04]
    assert [q.usd_per_hour for q in live_quotes_at(store, NOW + 2 * DAY)] == [55.04]


def test_two_sources_of_one_price_are_kept_apart(store: Store) -> None:
    keep(store, reading(quote(55.04)))
    keep(store, reading(quote(98.32, source="AWS page")), source="on_demand_feed")
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [55.04, 98.32]


def test_what_failed_at_one_address_leaves_what_was_known_of_it(store: Store) -> None:
    keep(store, reading(quote(55.04), address="https://a.example", etag='"a1"'))
    other = reading(quote(60.0, region="us-east-2"), address="https://b.example").parts
    failed = Part("https://a.example", NOW + HOUR, error="https://a.example: answered 503")
    keep(store, Reading((failed, *other)))
    assert sorted(q.usd_per_hour for q in live_quotes(store)) == [55.04, 60.0]
    with store.reading() as connection:
        assert known_etags(connection, "skypilot") == {"https://a.example": '"a1"'}
        assert states(connection)["skypilot"].error == "https://a.example: answered 503"


def test_refused_rows_are_kept_with_their_reasons_up_to_a_number(store: Store) -> None:
    refused = tuple(Rejected(f"row {n}", "the price is zero") for n in range(1000))
    keep(store, Reading((Part(ADDRESS, NOW, Parsed((quote(),), refused)),)))
    with store.reading() as connection:
        rows = rejected_rows(connection)["skypilot"]
        assert states(connection)["skypilot"].rejected == 1000
    assert rows == refused[:MOST_REJECTED]


def test_interruption_rates_are_kept(store: Store) -> None:
    fact = Interruption("us-east-1", "p5.48xlarge", "<5%", 60)
    keep(store, Reading((Part(ADDRESS, NOW, interruptions=(fact,)),)), source="spot_advisor")
    with store.reading() as connection:
        assert interruptions(connection, since=NOW) == (fact,)
        assert interruptions(connection, since=NOW + DAY) == ()


def test_a_failure_is_counted_and_a_success_forgets_it(store: Store) -> None:
    with store.writing(book_changes=False) as connection:
        begin_attempt(connection, "skypilot", NOW)
        save_failure(connection, "skypilot", "answered 503", NOW)
        save_failure(connection, "skypilot", "answered 503", NOW + HOUR)
    with store.reading() as connection:
        state = states(connection)["skypilot"]
    assert state.breaker == Breaker(2, NOW + HOUR)
    assert (state.last_attempt, state.last_success, state.error) == (NOW, None, "answered 503")
    keep(store, reading(quote()), NOW + DAY)
    with store.reading() as connection:
        state = states(connection)["skypilot"]
    assert (state.breaker, state.error, state.last_success) == (Breaker(), "", NOW + DAY)


def test_a_stage_left_by_a_killed_process_is_not_shown_for_ever(store: Store) -> None:
    with store.writing(book_changes=False) as connection:
        begin_attempt(connection, "skypilot", NOW)
    with store.reading() as connection:
        state = states(connection)["skypilot"]
    assert state.stage_now(NOW + timedelta(minutes=1)) == "reading"
    assert state.stage_now(NOW + HOUR) == ""
