"""Google's billing catalog: a key that is never shown, pages, sums of parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources import gcp_billing
from pricing.sources.parsed import LayoutChanged, SourceRefused
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer, Asked, in_turn, serving
from tests.pricing.sources.gcp_skus import a3, page, sku

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, silence_s=5), wait=lambda _: None, now=lambda: NOW)
KEY = "AIza-not-a-real-key"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_GCP_API_KEY", KEY)


def read(
    monkeypatch: pytest.MonkeyPatch, reply: Callable[[Asked], Answer]
) -> tuple[Reading, list[Asked]]:
    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_GCP_BILLING_URL", f"{server.url}/skus")
        return gcp_billing.read(ONCE, {}), server.asked


def test_a_machine_is_the_sum_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(monkeypatch, lambda _: Answer(page(*a3())))
    (quote,) = found.quotes
    assert (quote.provider, quote.instance_type) == ("gcp", "a3-highgpu-8g")
    assert quote.usd_per_hour == pytest.approx(8 * 9.5 + 208 * 0.03 + 1872 * 0.0025)


def test_every_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu, core, ram = a3()
    found, asked = read(
        monkeypatch, in_turn(Answer(page(gpu, token="a/b")), Answer(page(core, ram)))
    )
    assert len(found.quotes) == 1
    assert "pageToken=a%2Fb" in asked[1].path or "pageToken=a/b" in asked[1].path


def test_the_key_is_sent_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = read(monkeypatch, lambda _: Answer(page(*a3())))
    assert asked[0].headers["X-Goog-Api-Key"] == KEY
    assert KEY not in asked[0].path
    assert KEY not in repr(found)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_no_error_shows_the_key(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    with pytest.raises(FetchError) as caught:
        read(monkeypatch, lambda _: Answer(status=status))
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.getrepr())


def test_a_key_that_is_refused_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="the key in CROSSOVER_GCP_API_KEY is not accepted"):
        read(monkeypatch, lambda _: Answer(status=403))


def test_without_a_key_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSOVER_GCP_API_KEY")
    assert gcp_billing.missing() == "no CROSSOVER_GCP_API_KEY is set"
    with pytest.raises(FetchError, match="no CROSSOVER_GCP_API_KEY"):
        gcp_billing.read(ONCE, {})


def test_pages_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceRefused, match="more than 40 pages"):
        read(monkeypatch, lambda _: Answer(page(*a3(), token="more")))


def test_a_part_without_a_price_leaves_no_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu, core, ram = a3()
    spot = [sku("Nvidia H100 80GB GPU attached to Spot Preemptible VMs running in Iowa", 3.0)]
    found, _ = read(monkeypatch, lambda _: Answer(page(gpu, core, ram, *spot)))
    assert [q.purchase_option for q in found.quotes] == ["on_demand"]
    assert "no one price of its vCPU: none" in found.rejected[-1].reason


def test_two_prices_of_a_part_are_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    other = [{**part, "serviceRegions": ["us-east4"]} for part in a3()]
    twice = sku("A3 Instance Core running in Virginia", 0.06, region="us-east4")
    found, _ = read(monkeypatch, lambda _: Answer(page(*a3(), *other, twice)))
    assert [q.region for q in found.quotes] == ["us-central1"]
    reasons = [rejected.reason for rejected in found.rejected]
    assert "no one price of its vCPU: 0.03, 0.06" in reasons


ODD = sku("A3 Instance Core running in Americas", 0.03)
BODIES = [
    b"", b"<html>", b"[]", b'{"skus": 1}', page(1), page({"description": 1}), page(*a3())[:-20],
    page({**ODD, "pricingInfo": []}), page({**ODD, "serviceRegions": None}),
    page(sku("A3 Instance Core running in Americas", 0.03, unit="mo")),
    page(sku("Network Egress", 1.0)),
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_another_layout_is_refused(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    with pytest.raises(LayoutChanged, match="Google"):
        read(monkeypatch, lambda _: Answer(body))
