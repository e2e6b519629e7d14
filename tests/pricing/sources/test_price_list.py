"""The public price list through the client: indexes, streams, versions, faults."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from pricing import PurchaseOption
from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import AddressRefused, FetchError
from pricing.sources.parsed import LayoutChanged
from pricing.sources.price_list import csv_file, reading
from pricing.sources.price_list.offers import REGIONS_SETTING, address_of, wanted_regions
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer, Asked, gzipped, serving
from tests.pricing.sources.price_list_files import (
    large_list,
    price_list,
    row,
)
from tests.pricing.sources.price_list_server import (
    FILE,
    INDEXES,
    NOW,
    ONCE,
    REFUSED,
    the_list,
)


@pytest.fixture(autouse=True)
def _one_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REGIONS_SETTING, "us-east-1")


def read_prices(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> Reading:
    with the_list(monkeypatch, FILE, *answers):
        return reading.read_prices(ONCE, {})


def test_the_index_leads_to_the_region_s_file(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_prices(monkeypatch, Answer(price_list(row())))
    (quote,) = found.quotes
    assert (quote.region, quote.instance_type, quote.usd_per_hour) == (
        "us-east-1", "p5.48xlarge", 55.04,
    )  # fmt: skip
    assert quote.evidence.endswith(FILE)
    assert quote.purchase_option is PurchaseOption.ON_DEMAND


def test_a_known_version_is_not_downloaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with the_list(monkeypatch, FILE, Answer(price_list(row()))) as asked:
        first = reading.read_prices(ONCE, {})
        again = reading.read_prices(ONCE, {part.address: part.etag for part in first.parts})
    assert again.unchanged
    assert [a.path for a in asked].count(FILE) == 1


def test_a_path_without_a_version_is_asked_with_its_etag(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/offers/v1.0/aws/AmazonEC2/current/us-east-1/index.csv"
    index = {"regions": {"us-east-1": {"currentVersionUrl": path.replace(".csv", ".json")}}}
    answers = (Answer(price_list(row()), headers={"ETag": '"v1"'}), Answer(status=304))
    with the_list(monkeypatch, path, *answers, regions=index) as asked:
        first = reading.read_prices(ONCE, {})
        again = reading.read_prices(ONCE, {part.address: part.etag for part in first.parts})
    assert again.unchanged
    assert [a.headers.get("If-None-Match") for a in asked if a.path == path] == [None, '"v1"']


def test_a_large_file_is_never_held_whole() -> None:
    size = 24 * 1024 * 1024
    tracemalloc.start()
    found = csv_file.parse(large_list(size, row()), "us-east-1", "https://list.example", NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [q.usd_per_hour for q in found.quotes] == [55.04]
    assert peak < size / 4


def test_a_file_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", 2000)
    with pytest.raises(REFUSED, match="larger than 2,000 bytes"):
        read_prices(monkeypatch, Answer(price_list(*[row()] * 20)))


def test_a_gzip_that_unpacks_to_more_than_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", 20_000)
    with pytest.raises(REFUSED, match="unpacks to more than 20,000 bytes"):
        read_prices(monkeypatch, gzipped(price_list(*[row()] * 200), announced=False))


def test_a_zipped_file_is_unpacked_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_prices(monkeypatch, gzipped(price_list(row()), announced=False))
    assert len(found.quotes) == 1


def test_a_file_cut_in_the_middle_is_nobody_s_price(monkeypatch: pytest.MonkeyPatch) -> None:
    body = price_list(row())
    with pytest.raises(REFUSED, match="cut in the middle"):
        read_prices(monkeypatch, Answer(body, length=len(body) + 500))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    twice = Client(Limits(attempts=2), wait=lambda _: None, now=lambda: NOW)
    answers = (Answer(status=status), Answer(price_list(row())))
    with the_list(monkeypatch, FILE, *answers):
        assert len(reading.read_prices(twice, {}).quotes) == 1


def test_a_file_slower_than_the_limit_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 10_000_000, 5_000))
    slow = Client(
        Limits(attempts=1), wait=lambda _: None, clock=lambda: next(ticks), now=lambda: NOW
    )
    with (
        the_list(monkeypatch, FILE, Answer(price_list(row()))),
        pytest.raises(FetchError, match="not there after"),
    ):
        reading.read_prices(slow, {})


def without(column: str) -> bytes:
    return price_list(row()).replace(column.encode(), b"Other")


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>soon back</html>", without('"MarketOption"'), without('"PricePerUnit"'),
     price_list(), price_list(row(Instance_Type="m7i.large")), b"x" * 200_000],
)  # fmt: skip
def test_a_file_in_another_layout_is_refused(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    with pytest.raises(REFUSED):
        read_prices(monkeypatch, Answer(body))


def test_a_row_cut_short_is_rejected_and_the_rest_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    body = price_list(row()) + b'"BBBB","p4d.24xlarge"\n'
    found = read_prices(monkeypatch, Answer(body))
    assert len(found.quotes) == 1
    assert found.rejected[0].reason == "the row has not as many cells as the header"


@pytest.mark.parametrize("last", ["p4d.24xlarge", "m7i.large"])
def test_a_file_that_ends_in_the_middle_of_a_row_is_refused_whole(
    monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    body = price_list(row(), row(Instance_Type=last))
    with pytest.raises(LayoutChanged, match="cut short in the middle of a row"):
        read_prices(monkeypatch, Answer(body[:-9]))
    assert len(read_prices(monkeypatch, Answer(body.rstrip())).quotes) == 1 + (
        last == "p4d.24xlarge"
    )


def test_the_same_row_twice_is_one_price_and_two_prices_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = row(SKU="B", Instance_Type="p4d.24xlarge", PricePerUnit="21.95")
    contradiction = other | {"PricePerUnit": "32.77"}
    found = read_prices(monkeypatch, Answer(price_list(row(), row(), other, contradiction)))
    assert [q.instance_type for q in found.quotes] == ["p5.48xlarge"]
    assert "contradicts itself" in found.rejected[0].reason


@pytest.mark.parametrize("index", [[], {"regions": 1}, {"regions": {"us-east-1": {}}}, {"a": 1}])
def test_an_index_in_another_layout_is_refused(
    monkeypatch: pytest.MonkeyPatch, index: object
) -> None:
    with (
        the_list(monkeypatch, FILE, Answer(b""), regions=index or {"regions": []}),
        pytest.raises(LayoutChanged),
    ):
        reading.read_prices(ONCE, {})


def test_an_index_that_leads_to_another_host_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = {"regions": {"us-east-1": {"currentVersionUrl": "https://evil.example/index.json"}}}
    with (
        the_list(monkeypatch, FILE, Answer(b""), regions=index),
        pytest.raises(REFUSED, match="another host"),
    ):
        reading.read_prices(ONCE, {})


def test_a_mirror_below_a_path_of_its_own_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(asked: Asked) -> Answer:
        path = asked.path.removeprefix("/mirror")
        body = price_list(row()) if path == FILE else json.dumps(INDEXES.get(path)).encode()
        return Answer(body) if asked.path.startswith("/mirror/") else Answer(status=404)

    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_PRICE_LIST_URL", f"{server.url}/mirror/")
        assert len(reading.read_prices(ONCE, {}).quotes) == 1


@pytest.mark.parametrize("path", ["//evil.example/a", "https://evil.example/a", "http://x/a"])
def test_no_path_leads_to_another_host(path: str) -> None:
    with pytest.raises(AddressRefused):
        address_of("https://list.example/mirror", path)


def test_a_region_the_list_does_not_have_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(REGIONS_SETTING, "us-east-1, eu-west-1")
    found = read_prices(monkeypatch, Answer(price_list(row())))
    assert len(found.quotes) == 1
    assert found.errors == ("eu-west-1: not in the price list",)


def test_two_regions_that_cannot_be_read_are_enough_to_know(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    regions = ("us-east-1", "us-east-2", "us-west-2")
    monkeypatch.setenv(REGIONS_SETTING, " ".join(regions))
    index = {
        "regions": {name: {"currentVersionUrl": f"/offers/7/{name}/i.json"} for name in regions}
    }
    with the_list(monkeypatch, FILE, Answer(b""), regions=index) as asked:
        with pytest.raises(FetchError, match="404"):
            reading.read_prices(ONCE, {})
        assert [a.path for a in asked if a.path.endswith(".csv")] == [
            "/offers/7/us-east-1/i.csv", "/offers/7/us-east-2/i.csv",
        ]  # fmt: skip


def test_the_files_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.missing() == ""
    monkeypatch.setenv(REGIONS_SETTING, "None")
    assert reading.missing() == "turned off by CROSSOVER_PRICE_LIST_REGIONS"


def test_a_setting_that_names_no_region_is_said() -> None:
    with pytest.raises(ValueError, match="atlantis-1 is no region"):
        wanted_regions({REGIONS_SETTING: "us-east-1 atlantis-1"})
