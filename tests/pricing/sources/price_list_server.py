"""AWS's price list on loopback: its indexes, and one file that answers as a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from pricing.fetch.client import Client, Limits
from pricing.fetch.errors import FetchError
from pricing.sources.parsed import SourceRefused
from tests.pricing.loopback import Answer, Asked, serving

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONCE = Client(Limits(attempts=1, silence_s=5), wait=lambda _: None, now=lambda: NOW)
VERSION = "/offers/v1.0/aws/AmazonEC2/20261120195514/us-east-1/index"
PLANS_VERSION = "/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/20261120/us-east-1/index.json"
INDEXES = {
    "/offers/v1.0/aws/index.json": {
        "offers": {
            "AmazonEC2": {
                "currentRegionIndexUrl": "/regions.json",
                "currentSavingsPlanIndexUrl": "/plans.json",
            }
        }
    },
    "/regions.json": {"regions": {"us-east-1": {"currentVersionUrl": f"{VERSION}.json"}}},
    "/plans.json": {"regions": [{"regionCode": "us-east-1", "versionUrl": PLANS_VERSION}]},
}
REFUSED = (FetchError, SourceRefused)
FILE, PLANS_FILE = f"{VERSION}.csv", PLANS_VERSION


@contextmanager
def the_list(
    monkeypatch: pytest.MonkeyPatch, path: str, *answers: Answer, **indexes: object
) -> Iterator[list[Asked]]:
    """The list with `answers` in turn at `path`; `indexes` replace those of their names."""
    left = list(answers)

    def reply(asked: Asked) -> Answer:
        if asked.path == path:
            return left.pop(0) if len(left) > 1 else left[0]
        found = indexes.get(asked.path.strip("/").split(".")[0], INDEXES.get(asked.path))
        return Answer(json.dumps(found).encode()) if found else Answer(status=404)

    with serving(reply) as server:
        monkeypatch.setenv("CROSSOVER_PRICE_LIST_URL", server.url)
        monkeypatch.setenv("CROSSOVER_SAVINGS_PLAN_LIST_URL", server.url)
        yield server.asked
