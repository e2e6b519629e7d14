"""Traps of the catalogs other projects host: SkyPilot's and gpuhunt's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pricing import PurchaseOption
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import NotThere
from pricing.sources import gpuhunt, skypilot
from pricing.sources.parsed import Parsed
from pricing.sources.registry import source_named
from tests.pricing.loopback import Answer, Asked, serving
from tests.pricing.sources.test_gpuhunt import HEADER as HUNT_HEADER
from tests.pricing.sources.test_gpuhunt import row as hunt_row

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ONCE = Client(Limits(attempts=1), wait=lambda _: None, now=lambda: NOW)
HEADER = (
    "InstanceType,vCPUs,MemoryGiB,AcceleratorName,AcceleratorCount,GpuInfo,Region,"
    "AvailabilityZone,Price,SpotPrice\n"
)
HOST = "a3-highgpu-8g,208.0,1872.0,,,,us-central1,us-central1-a,9.46,2.89\n"
GPUS = ",,,H100,8.0,{'Gpus': 1},us-central1,us-central1-a,78.37,25.0\n"


def catalog(*rows: str, cloud: str = "gcp") -> Parsed:
    body = (HEADER + "".join(rows)).encode()
    return skypilot.parse(body, cloud, "https://catalog.example", NOW)


def prices(parsed: Parsed) -> dict[tuple[str, str], float]:
    return {(q.instance_type, q.purchase_option.value): q.usd_per_hour for q in parsed.quotes}


def test_google_s_host_and_accelerators_are_rows_of_their_own_to_be_added_up() -> None:
    assert prices(catalog(HOST, GPUS)) == {
        ("a3-highgpu-8g", "on_demand"): 87.83,
        ("a3-highgpu-8g", "spot"): 27.89,
    }


def test_google_s_host_alone_is_not_the_machine_at_a_tenth_of_its_price() -> None:
    elsewhere = HOST.replace("us-central1", "us-east4")
    assert {q.region for q in catalog(HOST, GPUS, elsewhere).quotes} == {"us-central1"}


def test_google_s_host_with_accelerators_of_unknown_price_is_no_price() -> None:
    unknown = GPUS.replace("78.37", "")
    parsed = catalog(HOST, unknown)
    assert prices(parsed) == {("a3-highgpu-8g", "spot"): 27.89}
    assert parsed.rejected[0].reason == "its host has a price, its accelerators have none"


def test_one_accelerator_is_not_taken_for_the_eight_of_a_machine() -> None:
    one = GPUS.replace("8.0", "1").replace("78.37", "9.8")
    assert prices(catalog(HOST, GPUS, one))["a3-highgpu-8g", "on_demand"] == 87.83


def test_a_slice_of_an_a4_covers_its_host() -> None:
    slices = ",,,B200,8,x,us-east4,us-east4-b,,39.6\n"
    parsed = catalog(HOST, GPUS, slices)
    assert prices(parsed)["a4-highgpu-8g", "spot"] == 39.6


def test_an_a4_has_a_price_on_demand_although_nobody_can_buy_it_so() -> None:
    parsed = catalog(HOST, GPUS, ",,,B200,8,x,us-east4,us-east4-b,128.88,39.6\n")
    assert ("a4-highgpu-8g", "on_demand") not in prices(parsed)
    assert "not sold on demand" in parsed.rejected[0].reason


def test_tpus_stand_among_the_accelerators_with_made_up_prices_of_700() -> None:
    tpu = ",,,tpu-v6e-32,1,tpu-v6e-32,asia-east1,asia-east1-c,700.0,700.0\n"
    assert prices(catalog(HOST, GPUS, tpu)) == prices(catalog(HOST, GPUS))


NODE = "gpu_8x_h100_sxm5,208,1800,H100,8,x,{region},,31.92,\n"


def test_lambda_s_price_is_repeated_for_every_region_sold_or_not() -> None:
    rows = [NODE.format(region=region) for region in ("us-east-1", "asia-south-1")]
    parsed = catalog(*rows, cloud="lambda")
    assert {q.usd_per_hour for q in parsed.quotes} == {31.92}
    assert all("also where the type is not sold" in q.note for q in parsed.quotes)


@pytest.mark.parametrize("cloud", ["nebius", "runpod"])
def test_files_kept_by_hand_say_that_they_may_be_old(cloud: str) -> None:
    parsed = catalog(NODE.format(region="eu"), cloud=cloud)
    assert "may be old" in parsed.quotes[0].note


def test_a_node_of_eight_at_the_price_of_one_is_the_rate_of_one() -> None:
    one = "1x_H100_SECURE,16,100,H100,1,x,eu,,3.99,\n"
    posing = "8x_H100_SECURE,128,800,H100,8,x,eu,,3.99,\n"
    parsed = catalog(one, posing, cloud="runpod")
    assert prices(parsed) == {("1x_H100_SECURE", "on_demand"): 3.99}
    assert "the rate of a single accelerator" in parsed.rejected[0].reason


@pytest.mark.parametrize(
    ("instance", "usd"),
    [("p5.48xlarge,192,2048,H100,8", "6.88"), ("trn1.32xlarge,128,512,Trainium,16", "1.34375")],
)
def test_the_rate_of_one_is_known_by_the_price_the_instance_had_before(
    instance: str, usd: str
) -> None:
    whole = "p4d.24xlarge,96,1152,A100,8,x,us-east-1,use1-az2,21.957642,\n"
    parsed = catalog(whole, f"{instance},x,us-east-1,use1-az2,{usd},\n", cloud="aws")
    assert prices(parsed) == {("p4d.24xlarge", "on_demand"): 21.957642}
    assert "may be the rate of a single one" in parsed.rejected[0].reason


def test_a_price_that_was_halved_is_kept_and_so_is_a_spot_price_at_an_eighth() -> None:
    halved = "p5.48xlarge,192,2048,H100,8,x,us-east-1,use1-az2,27.52,6.88\n"
    assert len(catalog(halved, cloud="aws").quotes) == 2


def test_a_node_of_eight_at_eight_times_one_is_kept() -> None:
    one = "1x_H100_SECURE,16,100,H100,1,x,eu,,3.99,\n"
    node = "8x_H100_SECURE,128,800,H100,8,x,eu,,31.92,\n"
    assert len(catalog(one, node, cloud="runpod").quotes) == 2


def test_a_blank_price_of_trainium2_is_unknown_and_no_other_option_s() -> None:
    trainium2 = "trn2.48xlarge,192,2048,Trainium2,16,x,us-east-2,use2-az3,,8.5964\n"
    (quote,) = catalog(trainium2, cloud="aws").quotes
    assert quote.purchase_option is PurchaseOption.SPOT


def test_gpu_info_is_written_as_python_and_is_not_needed() -> None:
    odd = "p5.48xlarge,192,2048,H100,8,\"{'Gpus': [{'Name': 'H100'}]}\",us-east-1,use1-az2,55.04,\n"
    assert catalog(odd, cloud="aws").quotes[0].accelerators == 8


def test_spot_above_on_demand_is_a_stale_feed_and_no_price() -> None:
    stale = "p5.48xlarge,192,2048,H100,8,x,us-east-1,use1-az2,55.04,57.76\n"
    assert prices(catalog(stale, cloud="aws")) == {("p5.48xlarge", "on_demand"): 55.04}


def clouds(monkeypatch: pytest.MonkeyPatch, there: str) -> object:
    body = (HEADER + NODE.format(region="eu")).encode()

    def reply(asked: Asked) -> Answer:
        return Answer(body) if asked.path == f"/{there}/vms.csv" else Answer(status=404)

    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_SKYPILOT_CLOUDS_URL", server.url)
        return source_named("skypilot_clouds").read(ONCE, {})


def test_azure_has_no_current_file_which_is_said_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = clouds(monkeypatch, there="lambda")
    assert len(found.quotes) == 1  # type: ignore[attr-defined]
    assert found.errors == ()  # type: ignore[attr-defined]
    assert any(n == "not offered: azure/vms.csv" for n in found.notes)  # type: ignore[attr-defined]


def test_a_folder_with_no_file_at_all_is_a_wrong_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotThere):
        clouds(monkeypatch, there="nobody")


def hunted(*rows: str) -> Parsed:
    body = (HUNT_HEADER + "".join(rows)).encode()
    return gpuhunt.parse(body, "lambdalabs", "https://hunt.example", NOW)


def test_gpuhunt_s_rows_without_gpus_may_be_trainium_and_are_left_out() -> None:
    odd = (hunt_row("trn1.32xlarge", "21.5", "0", "", vendor=""), hunt_row(vendor="google"))
    assert len(hunted(hunt_row(), *odd).quotes) == 1


def test_gpuhunt_s_spot_price_is_that_of_the_cheapest_zone_and_says_so() -> None:
    (quote,) = hunted(hunt_row(spot="True")).quotes
    assert (quote.zone, quote.note) == ("", "the lowest price of the region's zones")


def test_gpuhunt_s_scheduled_capacity_is_not_on_demand() -> None:
    scheduled = hunt_row("a3-highgpu-8g", "43.79", flags="gcp-dws-calendar-mode")
    assert len(hunted(hunt_row(), scheduled).quotes) == 1
    assert "gcp" not in gpuhunt.PROVIDERS
