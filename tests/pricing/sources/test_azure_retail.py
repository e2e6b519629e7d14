"""Azure's retail prices through the client: pages, faults, changed layout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources import azure_retail
from pricing.sources.parsed import LayoutChanged, SourceRefused
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer, Asked, gzipped, serving
from tests.pricing.sources.azure_page import H100, item, page

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, silence_s=5), wait=lambda _: None, now=lambda: NOW)


def read(
    monkeypatch: pytest.MonkeyPatch, reply: Callable[[Asked], Answer], client: Client = ONCE
) -> tuple[Reading, list[Asked]]:
    monkeypatch.setattr(azure_retail, "machines", lambda: (H100,))
    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_AZURE_RETAIL_URL", f"{server.url}/api/retail/prices")
        return azure_retail.read(client, {}), server.asked


def test_one_question_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = read(monkeypatch, lambda _: Answer(page(item())))
    (quote,) = found.quotes
    assert (quote.provider, quote.region, quote.usd_per_hour) == ("azure", "eastus", 98.32)
    assert (quote.accelerator, quote.accelerators) == ("H100", 8)
    assert "armSkuName%20eq%20%27Standard_ND96isr_H100_v5%27" in asked[0].path


def pages(asked: Asked) -> Answer:
    host = asked.headers["Host"]
    if "skip=1000" in asked.path:
        return Answer(page(item(armRegionName="westus")))
    return Answer(page(item(), following=f"http://{host}/api/retail/prices?skip=1000"))


def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(monkeypatch, pages)
    assert [q.region for q in found.quotes] == ["eastus", "westus"]


def test_a_mirror_that_passes_links_to_the_published_host_on_is_asked_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mirror(asked: Asked) -> Answer:
        if "skip=1000" in asked.path:
            return Answer(page(item(armRegionName="westus")))
        link = "https://prices.azure.com:443/api/retail/prices?$filter=x&$skip=1000"
        return Answer(page(item(), following=link))

    found, asked = read(monkeypatch, mirror)
    assert [q.region for q in found.quotes] == ["eastus", "westus"]
    assert asked[1].path == "/api/retail/prices?$filter=x&$skip=1000"


def test_a_next_page_on_any_other_host_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    link = "https://prices.azure.example/api/retail/prices?$skip=1000"
    with pytest.raises(FetchError, match="another host"):
        read(monkeypatch, lambda _: Answer(page(item(), following=link)))


def test_pages_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(asked: Asked) -> Answer:
        return Answer(page(item(), following=f"http://{asked.headers['Host']}/again"))

    with pytest.raises(SourceRefused, match="more than 20 pages"):
        read(monkeypatch, endless)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    answers = [Answer(status=status), Answer(page(item()))]
    twice = Client(Limits(attempts=2), wait=lambda _: None, now=lambda: NOW)
    found, _ = read(monkeypatch, lambda _: answers.pop(0), twice)
    assert len(found.quotes) == 1


def test_a_page_cut_in_the_middle_is_nobody_s_price(monkeypatch: pytest.MonkeyPatch) -> None:
    body = page(item())
    with pytest.raises(FetchError, match="cut in the middle"):
        read(monkeypatch, lambda _: Answer(body, length=len(body) + 10))


def test_a_page_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Client(Limits(attempts=1, body_bytes=100), now=lambda: NOW)
    with pytest.raises(FetchError, match="larger than 100 bytes"):
        read(monkeypatch, lambda _: Answer(page(item())), small)


def test_a_zipped_page_without_the_header_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(monkeypatch, lambda _: gzipped(page(item()), announced=False))
    assert len(found.quotes) == 1


def test_a_machine_sold_nowhere_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(monkeypatch, lambda _: Answer(page()))
    assert (found.quotes, found.errors) == ((), ())


def test_two_prices_for_one_thing_are_nobody_s_price(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = (item(armRegionName="westus"), item(armRegionName="westus", retailPrice=49.16))
    found, _ = read(monkeypatch, lambda _: Answer(page(item(), item(), *odd)))
    assert [q.region for q in found.quotes] == ["eastus"]
    assert "contradicts itself" in found.rejected[0].reason


BODIES = [
    b"", b"<html>", b"[]", b'{"Items": {}}', b'{"Items": [1], "NextPageLink": null}',
    page({"retailPrice": 1.0}), page(item(productName=None)), page(item(retailPrice="free")),
    page(item(retailPrice=0)), page(item(retailPrice=True)),
    page(item(type="Reservation")), page(item(type="New kind")),
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_another_layout_is_refused(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    with pytest.raises(LayoutChanged, match="Azure"):
        read(monkeypatch, lambda _: Answer(body))
