"""The SkyPilot catalog: read by column name, blank is unknown, contradictions are no price."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pricing import PurchaseOption
from pricing.fetch.client import Client
from pricing.sources import addresses, skypilot
from pricing.sources.parsed import LayoutChanged, Parsed
from tests.pricing.loopback import etagged, serving

READ_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEADER = "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,GpuInfo,Price,SpotPrice,Region,"
HEADER += "AvailabilityZone\n"


def row(
    instance_type: str = "p5.48xlarge",
    accelerator: str = "H100",
    price: str = "55.04",
    spot: str = "18.7",
    region: str = "us-east-1",
    zone: str = "use1-az2",
    count: str = "8.0",
) -> str:
    info = "\"{'Gpus': [{'Name': 'H100', 'Count': 8}]}\""
    cells = (instance_type, accelerator, count, "192.0", info, price, spot, region, zone)
    return ",".join(cells) + "\n"


def parsed(*rows: str, header: str = HEADER, cloud: str = "aws") -> Parsed:
    body = (header + "".join(rows)).encode()
    return skypilot.parse(body, cloud, "https://catalog.example/vms.csv", READ_AT)


def prices(found: Parsed) -> dict[tuple[str, str, str], float]:
    return {
        (q.region, q.zone, str(q.purchase_option)): q.usd_per_hour for q in found.quotes
    }  # fmt: skip


def test_the_catalog_is_read_over_http_from_where_the_setting_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CROSSOVER_OFFLINE", raising=False)
    with serving(etagged((HEADER + row()).encode(), '"a"')) as source:
        monkeypatch.setenv("CROSSOVER_SKYPILOT_URL", source.url + "/v8/")
        fetched = Client().get(addresses.skypilot("aws"))
    assert fetched.body is not None
    found = skypilot.parse(fetched.body, "aws", fetched.address, fetched.fetched_at)
    assert [asked.path for asked in source.asked] == ["/v8/aws/vms.csv"]
    assert {q.evidence for q in found.quotes} == {fetched.address}


def test_on_demand_is_one_price_a_region_and_spot_one_a_zone() -> None:
    found = parsed(row(), row(zone="use1-az4", spot="31.2"))
    assert prices(found) == {
        ("us-east-1", "", "on_demand"): 55.04,
        ("us-east-1", "use1-az2", "spot"): 18.7,
        ("us-east-1", "use1-az4", "spot"): 31.2,
    }
    assert found.rejected == ()


def test_a_quote_says_what_it_is_of_and_when_it_was_read() -> None:
    quote = parsed(row()).quotes[0]
    assert (quote.accelerator, quote.accelerators) == ("H100", 8)
    assert (quote.as_of, quote.fetched_at) == (date(2026, 11, 23), READ_AT)


def test_trainium2_has_spot_and_no_on_demand_price() -> None:
    trainium2 = row("trn2.48xlarge", "Trainium2", "", "8.5964", "us-east-2", "use2-az3", "16.0")
    (quote,) = parsed(trainium2).quotes
    assert (quote.purchase_option, quote.accelerators) == (PurchaseOption.SPOT, 16)


def test_processors_that_claims_compare_with_accelerators_have_their_on_demand_price() -> None:
    found = parsed(
        row(), row("c7g.4xlarge", "", "0.58", "0.2", count=""), row("t3.nano", "", "1", count="")
    )
    others = {(q.instance_type, str(q.purchase_option)) for q in found.quotes if not q.accelerator}
    assert others == {("c7g.4xlarge", "on_demand")}


def test_a_blank_price_is_unknown_and_never_zero() -> None:
    found = parsed(row(), row("p5e.48xlarge", "H200", "", " "))
    assert {q.instance_type for q in found.quotes} == {"p5.48xlarge"}
    assert found.rejected == ()


@pytest.mark.parametrize("price", ["0", "0.0", "-1", "nan", "inf", "free", "1e9"])
def test_a_price_that_is_none_is_rejected_with_a_reason(price: str) -> None:
    found = parsed(row(), row("p4d.24xlarge", "A100", price, ""))
    assert {q.instance_type for q in found.quotes} == {"p5.48xlarge"}
    assert found.rejected[0].reason.startswith("usd_per_hour")
    assert "p4d.24xlarge" in found.rejected[0].row


def test_spot_above_on_demand_is_rejected_and_spot_equal_to_it_is_not() -> None:
    found = parsed(row(spot="57.76"), row(zone="use1-az1", spot="55.040000"))
    assert prices(found)["us-east-1", "use1-az1", "spot"] == 55.04
    assert [r.reason for r in found.rejected] == ["spot 57.76 is above on-demand 55.04"]


def test_two_on_demand_prices_for_one_region_are_nobody_s_price() -> None:
    found = parsed(row(spot=""), row(price="98.32", spot=""), row("p4d.24xlarge", "A100", "21.96"))
    assert {q.instance_type for q in found.quotes} == {"p4d.24xlarge"}
    assert "contradicts itself: 55.04, 98.32" in found.rejected[0].reason


def test_a_local_zone_has_prices_of_its_own() -> None:
    local = row("p6-b300.48xlarge", "B300", "142.4", "", zone="use1-atl2-az1")
    assert prices(parsed(local)) == {("us-east-1-atl-2a", "", "on_demand"): 142.4}


def test_instances_without_accelerators_are_left_out() -> None:
    assert len(parsed(row(spot=""), row("m7i.large", "", "0.1", "", count="")).quotes) == 1


def test_columns_may_be_added_and_moved() -> None:
    header = "SpotPrice,NewColumn,Price,Region,AcceleratorCount,AcceleratorName,InstanceType\n"
    found = parsed(",x,1.5,kansas,1.0,H100,1x-h100\n", header=header, cloud="lambda")
    assert (found.quotes[0].provider, found.quotes[0].usd_per_hour) == ("lambda", 1.5)


def test_a_row_cut_short_is_rejected() -> None:
    found = parsed(row(), "p5en.48xlarge,H200,8.0\n")
    assert found.rejected[0].reason == "the row has not as many cells as the header"


def test_a_file_that_ends_in_the_middle_of_a_row_is_refused_whole() -> None:
    body = (HEADER + row() + row(zone="use1-az4")).encode()
    with pytest.raises(LayoutChanged, match="cut short in the middle of a row"):
        skypilot.parse(body[:-30], "aws", "https://catalog.example", READ_AT)
    assert skypilot.parse(body.rstrip(), "aws", "https://catalog.example", READ_AT).quotes


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>404</html>", HEADER.encode(), b"\xff\xfe\x00", b'{"a": 1}',
     (HEADER.replace("SpotPrice", "Spot") + row()).encode(),
     (HEADER + row("m7i.large", "", "0.1", "")).encode(), HEADER.encode() + b"\x00,\r,\"\n"],
)  # fmt: skip
def test_a_file_in_another_layout_is_refused_whole(body: bytes) -> None:
    with pytest.raises(LayoutChanged, match="SkyPilot"):
        skypilot.parse(body, "aws", "https://catalog.example", READ_AT)


def test_a_cloud_whose_format_is_not_known_is_not_read() -> None:
    with pytest.raises(ValueError, match="is not one of"):
        parsed(row(), cloud="../aws")
