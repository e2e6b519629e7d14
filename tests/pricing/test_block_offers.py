"""Asking AWS for the blocks a plan needs: an answer or a reason, never an exception."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pricing import block_offers
from pricing.fetch.client import Client, Limits
from pricing.sources.aws_account import session
from tests.pricing.loopback import in_turn, serving
from tests.pricing.sources.aws_account.answers import block_offer, ec2_error
from tests.pricing.sources.aws_account.answers import block_offers as answer

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, connect_s=1, silence_s=1), now=lambda: NOW)
URL = "CROSSOVER_AWS_CAPACITY_BLOCKS_URL"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-real-secret")
    session._missing.cache_clear()


def test_a_cluster_is_asked_for_as_its_largest_block_at_its_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(in_turn(answer(block_offer("1500000", 2016, 64)))) as server:
        monkeypatch.setenv(URL, server.url)
        found = block_offers("trn2.48xlarge", "us-east-2", 256, 84, date(2026, 12, 1), ONCE)
    body = server.asked[0].body
    assert found.asked == (64, 84)
    assert b"InstanceCount=64" in body
    assert b"CapacityDurationHours=2016" in body
    assert b"StartDateRange=2026-12-01T00" in body
    assert [offer.upfront_usd for offer in found.offers] == [1_500_000]


def test_a_length_that_is_not_sold_is_asked_for_as_the_next_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(in_turn(answer())) as server:
        monkeypatch.setenv(URL, server.url)
        found = block_offers("trn2.48xlarge", "us-east-2", 8, 15.5, None, ONCE)
    assert (found.asked, found.offers, found.error) == ((8, 21), (), "")


def test_a_refusal_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(in_turn(ec2_error("UnauthorizedOperation", 403))) as server:
        monkeypatch.setenv(URL, server.url)
        found = block_offers("trn2.48xlarge", "us-east-2", 8, 14, None, ONCE)
    assert "ec2:DescribeCapacityBlockOfferings" in found.error


def test_without_credentials_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    session._missing.cache_clear()
    found = block_offers("trn2.48xlarge", "us-east-2", 8, 14, None, ONCE)
    assert found.error == "no AWS credentials on this machine"
