"""Traps of Azure's retail prices and Google's billing catalog."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pricing.fetch.address import redirect_target
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import AddressRefused
from pricing.sources import azure_retail, gcp_billing
from pricing.sources.parsed import LayoutChanged, Parsed
from tests.pricing.loopback import Answer, serving
from tests.pricing.sources.azure_page import H100, item
from tests.pricing.sources.gcp_skus import a3, page, sku

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def azure(*items: dict[str, object]) -> dict[str, float]:
    """What is believed beside an ordinary price, by option."""
    found = azure_retail.parse([item(), *items], H100, "https://azure.example", NOW)
    return {quote.purchase_option.value: quote.usd_per_hour for quote in found.quotes}


def test_azure_s_reservation_is_the_total_of_its_term_under_the_unit_of_an_hour() -> None:
    year = item(type="Reservation", reservationTerm="1 Year", retailPrice=551221.0)
    three = item(type="Reservation", reservationTerm="3 Years", retailPrice=1051200.0)
    found = azure(year, three)
    assert found["reserved_1y"] == pytest.approx(551221 / 8760, abs=1e-6)
    assert found["reserved_3y"] == pytest.approx(40.0)
    assert found["on_demand"] == 98.32


@pytest.mark.parametrize("product", ["NDsr H100 v5 Series Windows", "NDsr H100 v5 Series Win"])
def test_azure_s_windows_and_linux_share_a_meter_and_differ_in_the_product(product: str) -> None:
    assert azure(item(productName=product, retailPrice=102.736)) == {"on_demand": 98.32}


def test_azure_s_spot_is_consumption_with_a_word_in_its_meter() -> None:
    assert azure(item(meterName="ND96isrH100v5 Spot", retailPrice=18.17)) == {
        "on_demand": 98.32, "spot": 18.17,
    }  # fmt: skip


def test_azure_s_low_priority_is_neither_spot_nor_on_demand() -> None:
    low = item(meterName="ND96isrH100v5 Low Priority", retailPrice=41.094)
    assert azure(low) == {"on_demand": 98.32}


def test_azure_s_price_for_developers_is_a_discount_few_have() -> None:
    assert azure(item(type="DevTestConsumption", retailPrice=78.0)) == {"on_demand": 98.32}


def test_azure_prints_on_demand_as_spot_where_it_sells_no_spot() -> None:
    false = item(meterName="ND96isrH200v5 Spot", retailPrice=98.32)
    found = azure_retail.parse([item(), false], H100, "https://azure.example", NOW)
    assert [quote.purchase_option for quote in found.quotes] == ["on_demand"]
    assert "no spot is sold here" in found.rejected[0].reason


def test_azure_s_arm_name_is_sometimes_another_machine_s_or_none() -> None:
    assert azure(item(armSkuName="NDasrA100v4_Type1", retailPrice=27.2)) == {"on_demand": 98.32}


def test_azure_s_price_of_next_month_is_not_today_s() -> None:
    future = item(retailPrice=49.0, effectiveStartDate="2026-12-01T00:00:00Z")
    assert azure(future) == {"on_demand": 98.32}


def test_azure_s_next_page_names_the_port_of_the_same_host() -> None:
    base = "https://prices.azure.com/api/retail/prices"
    following = "https://prices.azure.com:443/api/retail/prices?$skip=1000"
    assert redirect_target(base, following) == following
    with pytest.raises(AddressRefused, match="another host"):
        redirect_target(base, "https://prices.azure.example/api/retail/prices?$skip=1000")


def test_azure_s_machine_with_prices_of_windows_only_is_no_error_and_has_none() -> None:
    windows = item(productName="NDsr H100 v5 Series Windows")
    found = azure_retail.parse([windows], H100, "https://azure.example", NOW)
    assert (found.quotes, found.rejected) == ((), ())


def test_azure_s_price_says_since_when_it_holds() -> None:
    (quote,) = azure_retail.parse([item()], H100, "https://azure.example", NOW).quotes
    assert str(quote.valid_from) == "2024-01-01"


def google(*skus: dict[str, object]) -> Parsed:
    return gcp_billing.parse([*a3(), *skus], NOW)


def test_google_s_price_is_units_and_billionths() -> None:
    price = gcp_billing.part_prices([sku("A3 Instance Core running in Americas", 1.029)])[0]
    assert price.usd == pytest.approx(1.029)


def test_google_s_last_tier_is_the_price_once_the_free_one_is_used_up() -> None:
    tiered = sku("A3 Instance Core running in Americas", 0.03)
    free = {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": 0}}
    tiered["pricingInfo"][0]["pricingExpression"]["tieredRates"].insert(0, free)
    assert gcp_billing.part_prices([tiered])[0].usd == pytest.approx(0.03)


def test_a_price_by_the_month_is_not_one_by_the_hour() -> None:
    by_month = sku("A3 Instance Ram running in Americas", 1.5, unit="GiBy.mo")
    with pytest.raises(LayoutChanged, match=r"GiBy\.mo"):
        gcp_billing.part_prices([by_month])


def test_google_s_machine_is_accelerators_and_vcpus_and_memory() -> None:
    (quote,) = google().quotes
    assert quote.usd_per_hour == pytest.approx(8 * 9.5 + 208 * 0.03 + 1872 * 0.0025)
    assert quote.note == "8 x accelerator 9.5 + 208 x vCPU 0.03 + 1872 x memory 0.0025"


@pytest.mark.parametrize(
    "name",
    ["Nvidia H100 80GB GPU attached to DWS Defined Duration VMs running in Americas",
     "Commitment v1: Nvidia H100 80GB GPU running in Americas for 1 Year",
     "Reserved Nvidia H100 80GB GPU in Americas in Calendar Mode",
     "DWS Defined Duration A3 Core running in Americas",
     "Sole Tenancy A3 Instance Core running in Americas"],
)  # fmt: skip
def test_google_s_flex_start_committed_and_reserved_prices_say_on_demand_and_are_not(
    name: str,
) -> None:
    assert google(sku(name, 0.5)).quotes == google().quotes


B200 = "A4 Nvidia B200 (1 gpu slice) running in Americas"


def test_google_s_spot_price_of_a_b200_says_on_demand_in_its_usage_type() -> None:
    found = google(sku(f"Spot Preemptible {B200}", 4.9542, usage="OnDemand"))
    a4 = [quote for quote in found.quotes if quote.instance_type == "a4-highgpu-8g"]
    assert [(q.purchase_option, q.usd_per_hour) for q in a4] == [("spot", 39.6336)]


def test_google_s_a4_has_a_price_on_demand_although_nobody_can_buy_it_so() -> None:
    found = google(sku(B200, 16.11))
    assert {quote.instance_type for quote in found.quotes} == {"a3-highgpu-8g"}
    assert any("not sold on demand" in rejected.reason for rejected in found.rejected)


def test_google_answers_a_wrong_service_with_an_empty_list_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CROSSOVER_GCP_API_KEY", "AIza-not-a-real-key")
    client = Client(Limits(attempts=1), now=lambda: NOW)
    with serving(lambda _: Answer(page())) as server:
        monkeypatch.setenv("CROSSOVER_GCP_BILLING_URL", server.url)
        with pytest.raises(LayoutChanged, match="an empty list"):
            gcp_billing.read(client, {})
