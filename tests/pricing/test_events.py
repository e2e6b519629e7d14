"""What moved prices: each event is of prices that did move then."""

from datetime import timedelta

import pytest

from pricing import PriceEvent, Quote, events_of
from pricing.events import price_events
from pricing.history import bundled_history
from pricing.snapshot import snapshot_book
from tests.pricing.quotes import quote, spot

MONTHS = timedelta(days=400)


@pytest.mark.parametrize("event", price_events(), ids=lambda e: str(e.day))
def test_an_event_stands_between_two_prices_that_differ(event: PriceEvent) -> None:
    told = [q for q in (*bundled_history()[0], *snapshot_book().quotes) if event in events_of(q)]
    before = {q.usd_per_hour for q in told if event.day - MONTHS <= q.as_of < event.day}
    after = {q.usd_per_hour for q in told if event.day <= q.as_of <= event.day + MONTHS}
    assert after
    assert before != after


def test_an_event_of_blocks_says_nothing_of_other_options_or_chips() -> None:
    block = quote(41.528, purchase_option="capacity_block")
    assert "raised its Capacity Blocks" in events_of(block)[-1].text
    trainium = block.model_copy(update={"instance_type": "trn2.48xlarge"})
    for other in (
        spot(18.7),
        trainium,
        Quote.model_validate({**block.model_dump(), "provider": "gcp"}),
    ):
        assert not any("Capacity Block" in event.text for event in events_of(other))


def test_the_cut_of_june_2025_is_of_on_demand_prices() -> None:
    (cut,) = events_of(quote())
    assert (str(cut.day), "44 %" in cut.text) == ("2025-06-05", True)
