"""The public Savings Plan rates through the client: both halves of the file, changed layouts."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pricing.sources.price_list import reading
from pricing.sources.price_list.offers import REGIONS_SETTING
from pricing.sources.source import Reading
from tests.pricing.loopback import Answer
from tests.pricing.sources.price_list_files import plan, plan_list, rate
from tests.pricing.sources.price_list_server import ONCE, PLANS_FILE, REFUSED, the_list


@pytest.fixture(autouse=True)
def _one_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REGIONS_SETTING, "us-east-1")


def read_plans(monkeypatch: pytest.MonkeyPatch, body: bytes) -> Reading:
    with the_list(monkeypatch, PLANS_FILE, Answer(body)):
        return reading.read_plans(ONCE, {})


def test_savings_plan_rates_are_read_by_term_and_payment(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [plan(), plan("PLAN3", term="3yr", option="All Upfront")]
    rates = [rate(), rate("PLAN3", price="20.25")]
    found = read_plans(monkeypatch, plan_list(plans, rates))
    assert {(q.purchase_option, q.payment): q.usd_per_hour for q in found.quotes} == {
        ("savings_plan_1y", "no_upfront"): 31.5,
        ("savings_plan_3y", "all_upfront"): 20.25,
    }


def test_plans_after_their_rates_are_read_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    file = json.loads(plan_list([plan()], [rate()]))
    body = json.dumps({"terms": file["terms"], "products": file["products"]}).encode()
    assert [q.usd_per_hour for q in read_plans(monkeypatch, body).quotes] == [31.5]


def test_a_rate_of_a_plan_nobody_knows_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_plans(monkeypatch, plan_list([plan()], [rate(), rate("OTHER", "p4d.24xlarge")]))
    assert len(found.quotes) == 1
    assert found.rejected[0].reason == "its plan has no known kind, term and payment"


BROKEN: list[Callable[[bytes], bytes]] = [
    lambda _: b"", lambda _: b"[]", lambda _: b"<html>", lambda body: body[:-30],
    lambda body: body.replace(b"discountedRate", b"rate"), lambda body: body + b"{",
    lambda body: body.replace(b'"31.5"', b"[1]"), lambda body: body.replace(b'"USD"', b"1"),
    lambda body: body.replace(b"BoxUsage:p5", b"BoxUsage:m5"), lambda body: b"\xff" + body,
]  # fmt: skip


@pytest.mark.parametrize("change", BROKEN)
def test_a_plan_file_in_another_layout_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(REFUSED):
        read_plans(monkeypatch, change(plan_list([plan()], [rate()])))
