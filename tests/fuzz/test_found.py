"""Inputs that once raised what nobody expected, or ended the process: each is refused or read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from model.frozen import Damaged, open_frozen
from model.frozen.link import FROZEN_KEY
from model.library import Library
from model.library.entry import MOST_ENTRIES, MOST_PROBLEMS
from model.run_log.read import NoLog, read_log
from model.scenario.packing import packed
from tests.fuzz.registry import target_named
from tests.fuzz.targets import catalog_sources, links
from tests.pricing.sources import azure_page, gcp_skus
from tests.pricing.sources import price_list_files as files
from tests.pricing.sources.aws_account import answers as wire

HUGE = 10**400
DEEP = b"[" * 600 + b"]" * 600
PRICED = azure_page.item(type="Reservation", reservationTerm="1 Year", retailPrice=HUGE)
SKU = json.dumps(gcp_skus.a3()).replace('"units": "9"', f'"units": "{HUGE}"')

REFUSED = {
    "Google's catalog without the column that joins hosts and accelerators": (
        "skypilot_clouds",
        catalog_sources.HEADER.replace("AvailabilityZone", "Zone").encode() + b"a,,,,,,,,,\n",
    ),
    "a declaration html.parser does not know": ("capacity_blocks_page", b"<p>a</p><![x[b"),
    "a header with a line end inside": ("price_list", b'"SKU",a\rb\n'),
    "a header with a cell too long": ("price_list", b'"SKU","' + b"a" * 200_000 + b'"\n'),
    "a price too large for a float": ("azure_retail", azure_page.page(PRICED)),
    "a part's price too large for a float": (
        "gcp_billing",
        f'{{"skus": {SKU}, "nextPageToken": ""}}'.encode(),
    ),
    "a product that is a text": ("aws_price_list_api", b'{"PriceList": ["1", "[]"]}'),
    "an answer that is a text": ("aws_price_list_api", b'"a"'),
    "an answer nested too deeply": ("aws_savings_plans", b"[" * 5_000),
    "a duration beyond every number": (
        "aws_savings_plans",
        b'{"searchResults": [{"savingsPlanOffering": {"durationSeconds": 1e999}}]}',
    ),
    "a time no calendar has": (
        "aws_spot_history",
        wire.spot_prices(wire.spot_price("1", at="22222222222222222222022-11-20T00:00:00Z")).body,
    ),
    "blocks of no instance": (
        "aws_capacity_blocks",
        wire.block_offers(wire.block_offer(instances=0)).body,
    ),
    "blocks with and without a time zone": (
        "aws_capacity_blocks",
        wire.block_offers(
            wire.block_offer(), wire.block_offer().replace("11:30:00.000Z", "11:30:00")
        ).body,
    ),
    "a plan whose terms are a text": (
        "savings_plan_list",
        files.plan_list([files.plan() | {"attributes": "x"}], [files.rate()]),
    ),
    "a plan whose term is a list": (
        "savings_plan_list",
        files.plan_list([files.plan() | {"attributes": {"purchaseTerm": []}}], [files.rate()]),
    ),
    "a path that is half an address": (
        "price_list_index",
        b'{"offers": {"AmazonEC2": {"currentRegionIndexUrl": "http://["}}}',
    ),
    "a scenario nested too deeply": ("scenario_file", b'{"tokens": ' + DEEP + b"}"),
    "a request nested too deeply": ("http_body", b'{"tokens": ' + DEEP + b"}"),
}


@pytest.mark.parametrize(("name", "data"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused(name: str, data: bytes) -> None:
    assert target_named(name).refused(data)


@pytest.mark.parametrize("digits", [20, 4_301, 100_000])
def test_a_whole_number_of_any_length_leaves_the_process_alive(digits: int) -> None:
    # In a process of its own: the parser written in C ended the one it ran in.
    code = (
        "from tests.fuzz.targets.price_list_sources import read_rates\n"
        f"read_rates(b'{{\"products\": [' + b'9' * {digits} + b']}}')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "LayoutChanged: AWS Savings Plan rates (us-east-1): not in the known" in done.stderr


@pytest.mark.parametrize("time", ["1e999", "1e-999", "0", "1e300"])
def test_a_time_no_step_takes_is_no_reading(time: str) -> None:
    lines = [f"iteration {n}/9 | elapsed time per iteration (ms): {time} |" for n in range(9)]
    found = read_log("\n".join(lines))
    assert isinstance(found, NoLog)
    assert found.reason.startswith("No step times were found")


def opened(column: int, fact: float | None) -> object:
    """A frozen link, its checksums right, in which a fact of every chip was replaced."""
    rows = json.loads(links._PACKED)
    for facts in rows[-1]:
        facts[column] = fact
    return open_frozen({"v": "1", FROZEN_KEY: packed(json.dumps(rows).encode())})


@pytest.mark.parametrize("fact", [None, 0, 1e14])
@pytest.mark.parametrize("column", [0, 3, 4, 5, 6, 7, 9, 10, 11])
def test_a_frozen_link_with_facts_no_chip_has_is_refused(column: int, fact: float | None) -> None:
    found = opened(column, fact)
    assert isinstance(found, Damaged)
    assert found.reason == "its frozen part holds no answer that this app can read"


@pytest.mark.parametrize("column", [1, 2, 8])
def test_a_fact_a_chip_may_lack_may_be_lacking(column: int) -> None:
    assert not isinstance(opened(column, None), Damaged)


def test_a_library_of_very_many_entries_is_read_as_far_as_it_can_be_kept() -> None:
    library = Library.from_json('{"format": 1, "entries": [' + ",".join(["{}"] * 100_000) + "]}")
    assert library.entries == ()
    assert len(library.problems) == MOST_PROBLEMS + 2
    assert library.problems[-1].endswith(f"{100_000 - MOST_ENTRIES:,} were not read.")
