"""Traps of AWS's price list, in its API and in its files."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pricing import PurchaseOption
from pricing.sources.aws_account import products
from pricing.sources.aws_places import code_of
from pricing.sources.parsed import LayoutChanged, Parsed
from pricing.sources.price_list import csv_file, savings_plans
from pricing.sources.price_list.offers import region_files
from tests.pricing.sources.aws_account.answers import product
from tests.pricing.sources.aws_account.answers import reserved as api_reserved
from tests.pricing.sources.price_list_files import (
    plan,
    plan_list,
    price_list,
    rate,
    reserved,
    row,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def listed(*rows: dict[str, str]) -> Parsed:
    """The list with these rows and one ordinary one."""
    ordinary = row(SKU="Z", Instance_Type="p4d.24xlarge", PricePerUnit="21.957642")
    return csv_file.parse([price_list(*rows, ordinary)], "us-east-1", "https://list.example", NOW)


def sold(parsed: Parsed, instance_type: str = "p5.48xlarge") -> dict[tuple[str, str], float]:
    return {
        (q.purchase_option.value, q.payment): q.usd_per_hour
        for q in parsed.quotes
        if q.instance_type == instance_type
    }


def test_items_of_the_api_are_texts_to_be_read_as_json_once_more() -> None:
    with pytest.raises(LayoutChanged):
        products.parse([json.loads(product())], "asked", NOW)
    assert products.parse([product()], "asked", NOW).quotes[0].usd_per_hour == 55.04


def test_the_api_s_capacity_block_twin_costs_nothing_and_is_no_price() -> None:
    twin = product("0.0000000000", marketoption="CapacityBlock")
    parsed = products.parse([product(), twin], "asked", NOW)
    assert [q.usd_per_hour for q in parsed.quotes] == [55.04]
    assert parsed.rejected[0].reason == "marketoption is 'CapacityBlock'"


def test_the_file_s_capacity_block_twin_costs_nothing_and_is_no_price() -> None:
    twin = row(SKU="B", PricePerUnit="0.0000000000", MarketOption="CapacityBlock")
    assert sold(listed(twin)) == {}
    both = listed(row(), twin)
    assert sold(both) == {("on_demand", ""): 55.04}
    assert "market option 'CapacityBlock'" in both.rejected[0].reason


def test_a_file_is_as_old_as_its_publication_however_lately_it_was_copied() -> None:
    (quote,) = listed().quotes
    assert (str(quote.as_of), str(quote.valid_from)) == ("2026-11-20", "2026-11-01")


def test_a_price_of_zero_is_rejected_even_where_it_says_on_demand() -> None:
    parsed = listed(row(PricePerUnit="0.0000000000"))
    assert sold(parsed) == {}
    assert "greater than 0" in parsed.rejected[0].reason


@pytest.mark.parametrize(
    "other",
    [{"CapacityStatus": "UnusedCapacityReservation"}, {"Tenancy": "Dedicated"},
     {"CapacityStatus": "AllocatedCapacityReservation"}, {"Tenancy": "Host"},
     {"Operating System": "Windows"}, {"Operating System": "RHEL"},
     {"Pre Installed S/W": "SQL Std"}, {"Region Code": "us-east-1-atl-2"}],
)  # fmt: skip
def test_rows_of_other_systems_tenancies_and_places_look_alike_and_are_not_mixed(
    other: dict[str, str],
) -> None:
    assert sold(listed(row(), row(SKU="B", PricePerUnit="60.5") | other)) == {
        ("on_demand", ""): 55.04
    }


def test_the_pseudo_product_of_the_free_tier_has_no_instance_type() -> None:
    free = row(SKU="F", Instance_Type="", EndingRange="750", Region_Code="", PricePerUnit="0")
    assert listed(free).rejected == ()


def test_trainium_has_a_gpu_count_in_the_list_and_is_not_thereby_nvidia() -> None:
    parsed = listed(row(Instance_Type="trn1.32xlarge", GPU="16", PricePerUnit="21.5"))
    (quote,) = [q for q in parsed.quotes if q.instance_type == "trn1.32xlarge"]
    assert (quote.accelerator, quote.accelerators) == ("Trainium", 16)


def test_a_type_that_is_in_no_list_has_no_price_rather_than_an_error_or_another_s() -> None:
    assert sold(listed(row()), "trn2.48xlarge") == {}


def test_lines_about_the_file_stand_above_its_header() -> None:
    assert b'"SKU"' not in price_list(row()).splitlines()[0]
    assert sold(listed(row())) == {("on_demand", ""): 55.04}


def test_a_stray_region_of_the_index_is_passed_over() -> None:
    entry = {"currentVersionUrl": "/offers/index.json"}
    body = json.dumps({"regions": {"us-east-1": entry, "cn-north-1-pkx-1": entry}}).encode()
    assert region_files(body) == {"us-east-1": "/offers/index.csv"}


def test_the_list_spells_europe_in_a_way_of_its_own() -> None:
    assert code_of("EU (Ireland)") == code_of("Europe (Ireland)") == "eu-west-1"


def test_an_upfront_fee_is_a_price_of_the_whole_term_and_not_of_an_hour() -> None:
    fee = reserved("Quantity", "262800", "All Upfront")
    nothing = reserved("Hrs", "0.0000000000", "All Upfront")
    assert sold(listed(fee, nothing)) == {("reserved_1y", "all_upfront"): 30.0}


def test_a_reservation_paid_in_part_is_the_sum_of_both_its_rows() -> None:
    parts = (
        reserved("Quantity", "262800", "Partial Upfront", "3yr"),
        reserved("Hrs", "10.5", "Partial Upfront", "3yr"),
    )
    assert sold(listed(*parts)) == {("reserved_3y", "partial_upfront"): 20.5}


@pytest.mark.parametrize(
    "parts",
    [[reserved("Hrs", "10.5", "Partial Upfront")], [reserved("Hrs", "0", "All Upfront")],
     [reserved("Quantity", "9000", "Partial Upfront")], [reserved("Hrs", "0")],
     [reserved("Hrs", "10"), reserved("Hrs", "11")], [reserved("Hrs", "10", length="5yr")],
     [reserved("Hrs", "-1")], [reserved("Hrs", "10", "Heavy Utilization")]],
)  # fmt: skip
def test_a_reservation_with_a_part_missing_would_be_far_too_cheap(
    parts: list[dict[str, str]],
) -> None:
    parsed = listed(row(), *parts)
    assert sold(parsed) == {("on_demand", ""): 55.04}
    assert len(parsed.rejected) == 1


def test_the_api_s_reservation_with_a_part_missing_is_not_believed_either() -> None:
    half = api_reserved("1yr", "Partial Upfront", ("Quantity", "9000"))
    with pytest.raises(LayoutChanged, match="no hourly rate"):
        products.parse([product(terms={"Reserved": {"A": half}})], "asked", NOW)


def test_convertible_reservations_are_another_thing_at_another_price() -> None:
    convertible = reserved("Hrs", "12") | {"OfferingClass": "convertible"}
    assert sold(listed(reserved("Hrs", "10"), convertible)) == {("reserved_1y", "no_upfront"): 10.0}


def test_a_price_in_another_currency_is_no_price_in_dollars() -> None:
    parsed = listed(row(Currency="CNY"))
    assert sold(parsed) == {}
    assert parsed.rejected[0].reason == "a price in 'CNY', not in USD"


def plans(*rates: dict[str, object]) -> Parsed:
    file = plan_list([plan(), plan("PLAN2", "EC2InstanceSavingsPlans")], [rate(), *rates])
    return savings_plans.parse([file], "us-east-1", "https://list.example", NOW)


@pytest.mark.parametrize(
    "other",
    [{"discountedOperation": "RunInstances:0002"}, {"discountedServiceCode": "AmazonECS"},
     {"discountedUsageType": "DedicatedUsage:p5.48xlarge"}, {"discountedRegionCode": "us-west-2"},
     {"discountedUsageType": "UnusedBox:p5.48xlarge"}, {"unit": "Quantity"},
     {"discountedRate": {"price": "9", "currency": "CNY"}}],
)  # fmt: skip
def test_savings_plan_rates_of_other_systems_look_alike_and_are_not_mixed(
    other: dict[str, object],
) -> None:
    assert sold(plans(rate(price="9", **other))) == {("savings_plan_1y", "no_upfront"): 31.5}


def test_the_two_kinds_of_savings_plan_are_not_one() -> None:
    assert sold(plans(rate("PLAN2", price="28.5"))) == {
        ("savings_plan_1y", "no_upfront"): 31.5,
        ("savings_plan_1y", "ec2_instance_no_upfront"): 28.5,
    }


def test_a_savings_plan_is_never_an_on_demand_price() -> None:
    assert {q.purchase_option for q in plans().quotes} == {PurchaseOption.SAVINGS_PLAN_1Y}
