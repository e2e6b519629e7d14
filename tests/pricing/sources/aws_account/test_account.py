"""AWS with credentials, through boto3 itself against a local server that speaks its formats."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType

import pytest

from pricing import PurchaseOption, Quote
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError, TemporaryFailure
from pricing.sources.aws_account import (
    capacity_block_offers,
    products,
    savings_plan_rates,
    session,
    spot_history,
)
from pricing.sources.parsed import LayoutChanged, SourceRefused
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer, Asked, in_turn, serving
from tests.pricing.sources.aws_account.answers import (
    block_offer,
    block_offers,
    ec2_error,
    json_error,
    price_list,
    product,
    rate,
    rates,
    reserved,
    spot_price,
    spot_prices,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, connect_s=1, silence_s=1), now=lambda: NOW)


def reading(
    monkeypatch: pytest.MonkeyPatch, source: ModuleType, *answers: Answer, client: Client = ONCE
) -> tuple[Reading, list[Asked]]:
    with serving(in_turn(*answers)) as server:
        monkeypatch.setenv(f"CROSSOVER_{source.NAME.upper()}_URL", server.url)
        found: Reading = source.read(client, {})
    return found, server.asked


def prices(found: Reading) -> dict[tuple[PurchaseOption, str], float]:
    return {(q.purchase_option, q.payment): q.usd_per_hour for q in found.quotes}


def only(found: Reading) -> Quote:
    (quote,) = found.quotes
    return quote


# The price list


def test_an_on_demand_price_is_dated_by_its_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = reading(monkeypatch, products, price_list(product()), price_list())
    quote = only(found)
    assert (quote.usd_per_hour, str(quote.as_of)) == (55.04, "2026-09-10")
    assert (quote.accelerator, quote.accelerators) == ("H100", 8)
    assert str(quote.valid_from) == "2026-09-01"
    assert asked[0].headers["X-Amz-Target"] == "AWSPriceListService.GetProducts"
    assert b'"marketoption"' in asked[0].body


def test_every_page_of_the_price_list_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (price_list(product(), token="2"), price_list(product(regionCode="us-west-2")))
    found, asked = reading(monkeypatch, products, *pages, price_list())
    assert {q.region for q in found.quotes} == {"us-east-2", "us-west-2"}
    assert b'"NextToken"' in asked[1].body


def test_a_type_in_no_price_list_is_an_empty_answer_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, _ = reading(monkeypatch, products, price_list(product()), price_list())
    assert [len(part.parsed.quotes) for part in found.parts if part.parsed] == [1, 0]
    assert not found.errors


def test_a_capacity_block_twin_at_zero_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = product("0.0000000000", marketoption="CapacityBlock")
    found, _ = reading(monkeypatch, products, price_list(product(), twin), price_list())
    assert only(found).usd_per_hour == 55.04
    assert found.rejected[0].reason == "marketoption is 'CapacityBlock'"


def test_upfront_payments_are_spread_over_the_term(monkeypatch: pytest.MonkeyPatch) -> None:
    terms = {
        "Reserved": {
            "a": reserved("1yr", "No Upfront", ("Hrs", "36.1")),
            "b": reserved("3yr", "All Upfront", ("Hrs", "0"), ("Quantity", "525600")),
            "c": reserved("1yr", "Partial Upfront", ("Hrs", "10"), ("Quantity", "87600")),
        }
    }
    found, _ = reading(monkeypatch, products, price_list(product(terms=terms)), price_list())
    assert prices(found) == {
        (PurchaseOption.RESERVED_1Y, "no_upfront"): 36.1,
        (PurchaseOption.RESERVED_3Y, "all_upfront"): 20.0,
        (PurchaseOption.RESERVED_1Y, "partial_upfront"): 20.0,
    }


def test_a_price_per_something_else_is_a_changed_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = product(terms={"OnDemand": {"a": {"termAttributes": {}, "priceDimensions": {
        "r": {"unit": "Minutes", "pricePerUnit": {"USD": "1"}}}}}})  # fmt: skip
    with pytest.raises(LayoutChanged, match="Minutes"):
        reading(monkeypatch, products, price_list(odd))


# Spot


def test_the_latest_price_of_each_zone_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    items = (
        spot_price("9.1", at="2026-11-19T00:00:00.000Z"),
        spot_price("8.5964"),
        spot_price("10", zone="use2-az1"),
    )
    found, _ = reading(monkeypatch, spot_history, spot_prices(*items))
    assert {(q.zone, q.usd_per_hour) for q in found.quotes} == {
        ("use2-az3", 8.5964),
        ("use2-az1", 10.0),
    }
    assert {str(q.valid_from) for q in found.quotes} == {"2026-11-20"}


def test_an_empty_token_ends_the_spot_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (spot_prices(spot_price("8.5"), token="2"), spot_prices(spot_price("9", "use2-az1")))
    found, asked = reading(monkeypatch, spot_history, *pages)
    assert len(found.quotes) == len(asked) == 2


def test_a_region_without_spot_prices_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reading(monkeypatch, spot_history, spot_prices())
    assert (found.quotes, found.errors) == ((), ())


# Capacity Blocks


def test_a_block_s_fee_is_divided_by_instances_and_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap, dear = block_offer("857"), block_offer("900")
    found, asked = reading(monkeypatch, capacity_block_offers, block_offers(dear, cheap))
    assert only(found).usd_per_hour == pytest.approx(857 / 24)
    assert b"CapacityDurationHours=24" in asked[0].body


def test_offers_for_a_size_and_dates_come_with_their_odd_hours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = block_offers(block_offer("54956", hours=47, minutes=30, instances=32))
    with serving(in_turn(answer)) as server:
        monkeypatch.setenv("CROSSOVER_AWS_CAPACITY_BLOCKS_URL", server.url)
        (offer,) = capacity_block_offers.offers(
            ONCE, "trn2.48xlarge", "us-east-2", 32, 48, datetime(2026, 12, 1, tzinfo=UTC)
        )
    assert (offer.hours, offer.instances) == (47.5, 32)
    assert offer.usd_per_hour == pytest.approx(36.155, abs=1e-3)
    assert b"InstanceCount=32" in server.asked[0].body
    assert b"AllAvailabilityZones=true" in server.asked[0].body


def test_a_local_zone_is_a_place_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = block_offers(block_offer(zone="us-east-2-dfw-2a"))
    found, _ = reading(monkeypatch, capacity_block_offers, answer)
    assert only(found).region == "us-east-2-dfw-2a"


def test_an_ultraserver_is_asked_for_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(in_turn(block_offers())) as server:
        monkeypatch.setenv("CROSSOVER_AWS_CAPACITY_BLOCKS_URL", server.url)
        assert capacity_block_offers.offers(ONCE, "u-p6e-gb200x72", "us-east-1", 1, 24) == ()
    assert b"UltraserverType=u-p6e-gb200x72" in server.asked[0].body
    assert b"InstanceType" not in server.asked[0].body


def test_a_block_for_nothing_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LayoutChanged, match="an offer of 0"):
        reading(monkeypatch, capacity_block_offers, block_offers(block_offer("0")))


# Savings Plans


def test_rates_are_kept_apart_by_plan_and_term(monkeypatch: pytest.MonkeyPatch) -> None:
    page = rates(rate("41.28"), rate("38.5", "EC2Instance"), rate("24.2", years=3))
    found, _ = reading(monkeypatch, savings_plan_rates, page, rates())
    assert prices(found) == {
        (PurchaseOption.SAVINGS_PLAN_1Y, "no_upfront"): 41.28,
        (PurchaseOption.SAVINGS_PLAN_1Y, "ec2_instance_no_upfront"): 38.5,
        (PurchaseOption.SAVINGS_PLAN_3Y, "no_upfront"): 24.2,
    }


def test_rates_of_another_operating_system_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    page = rates(rate("41.28"), rate("60", operation="RunInstances:0002"))
    found, _ = reading(monkeypatch, savings_plan_rates, page, rates())
    assert only(found).usd_per_hour == 41.28


def test_the_pages_of_rates_are_followed_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (rates(rate("41.28"), token="2"), rates(rate("24.2", years=3)), rates())
    found, asked = reading(monkeypatch, savings_plan_rates, *pages)
    assert len(found.quotes) == 2
    assert b'"nextToken"' in asked[1].body


# What goes wrong

EC2_SOURCES = (spot_history, capacity_block_offers)
JSON_SOURCES = (products, savings_plan_rates)
FAULTS = [
    ("ExpiredToken", "have expired; sign in again"),
    ("AccessDeniedException", "may not do"),
    ("UnrecognizedClientException", "does not know these credentials"),
    ("AuthFailure", "not enabled for the account"),
    ("ThrottlingException", "throttled"),
    ("SomethingNew", r"refused \(SomethingNew\)"),
]


@pytest.mark.parametrize("source", [spot_history, products])
@pytest.mark.parametrize(("code", "said"), FAULTS)
def test_a_refusal_is_said_for_people_and_names_nobody(
    monkeypatch: pytest.MonkeyPatch, source: ModuleType, code: str, said: str
) -> None:
    answer = (ec2_error if source in EC2_SOURCES else json_error)(code)
    with pytest.raises(FetchError, match=said) as failed:
        reading(monkeypatch, source, answer)
    assert "123456789012" not in str(failed.value)
    assert "AKIDEXAMPLE" not in str(failed.value)


@pytest.mark.parametrize("source", [*EC2_SOURCES, *JSON_SOURCES])
def test_no_permission_names_the_action_to_allow(
    monkeypatch: pytest.MonkeyPatch, source: ModuleType
) -> None:
    answer = ec2_error("UnauthorizedOperation", 403)
    if source in JSON_SOURCES:
        answer = json_error("AccessDeniedException", 403)
    with pytest.raises(FetchError, match=source.ACTION):
        reading(monkeypatch, source, answer)


@pytest.mark.parametrize("source", [*EC2_SOURCES, *JSON_SOURCES])
def test_a_server_error_is_temporary(monkeypatch: pytest.MonkeyPatch, source: ModuleType) -> None:
    with pytest.raises(TemporaryFailure):
        reading(monkeypatch, source, Answer(b"down", 503))


@pytest.mark.parametrize("source", [spot_history, products])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"PriceList": 7}', b"\x00\xff"])
def test_an_answer_in_no_known_format_gives_no_price(
    monkeypatch: pytest.MonkeyPatch, source: ModuleType, body: bytes
) -> None:
    with pytest.raises((FetchError, SourceRefused)):
        reading(monkeypatch, source, Answer(body))


@pytest.mark.parametrize("source", [*EC2_SOURCES, *JSON_SOURCES])
def test_a_truncated_answer_gives_no_price(
    monkeypatch: pytest.MonkeyPatch, source: ModuleType
) -> None:
    with pytest.raises((FetchError, SourceRefused)):
        reading(monkeypatch, source, Answer(b'{"PriceList": [', length=5_000))


@pytest.mark.parametrize("source", [*EC2_SOURCES, *JSON_SOURCES])
def test_offline_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, source: ModuleType) -> None:
    monkeypatch.setenv("CROSSOVER_OFFLINE", "1")
    with pytest.raises(FetchError, match="network is off"):
        source.read(ONCE, {})


def test_without_credentials_the_sources_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert session.missing() == ""
    session._missing.cache_clear()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert session.missing() == "no AWS credentials on this machine"


def test_a_type_that_fails_leaves_the_others_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = reading(
        monkeypatch, products, price_list(product()), json_error("InternalErrorException", 500)
    )
    assert len(found.quotes) == 1
    assert "trn2.48xlarge" in found.errors[0]
