"""What a server says of itself to whoever runs it: `/healthz` and `/metrics`."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

import observe
from api.problems import Problem, json_response, problem_response
from pricing import health, live_sources

TOKEN = "CROSSOVER_METRICS_TOKEN"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


async def healthz(_request: Request) -> Response:
    """200 while prices are kept up to date, 503 with what is wrong otherwise.

    It is for alerts. The pages answer from the last good prices either way, so a load balancer
    asks `/_stcore/health` instead.
    """
    found = health(datetime.now(UTC))
    content = {
        "status": "ok" if found.well else "failing",
        "wrong": list(found.wrong),
        "store": {"answers": found.store_answers},
        "prices": {
            "quotes": found.quotes,
            "stale": found.stale,
            "newest": found.newest and found.newest.isoformat(),
            "newest_age_days": found.newest_age_days,
        },
        "refresh": {
            "last": found.last_refresh and found.last_refresh.isoformat(timespec="seconds"),
            "failing": list(found.failing),
        },
    }
    status = HTTPStatus.OK if found.well else HTTPStatus.SERVICE_UNAVAILABLE
    return json_response(content, status)


async def metrics(request: Request) -> Response:
    """The metrics for Prometheus; not there unless a token is set, and only for who holds it."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        return problem_response(
            Problem(HTTPStatus.NOT_FOUND, f"Metrics are off: {TOKEN} is not set.")
        )
    sent = request.headers.get("authorization", "")
    if not hmac.compare_digest(sent.encode("utf-8"), f"Bearer {token}".encode()):
        return problem_response(
            Problem(
                HTTPStatus.UNAUTHORIZED,
                "Send the token: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        )
    return Response(observe.exposition([PriceMetrics()]), headers={"Content-Type": TEXT})


class PriceMetrics(Collector):
    """The prices and their sources at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        """One gauge a figure."""
        now = datetime.now(UTC)
        found = health(now)
        yield _gauge("crossover_healthy", "1 while /healthz answers 200", found.well)
        yield _gauge("crossover_store_answers", "1 while the store answers", found.store_answers)
        yield _gauge("crossover_quotes", "Prices believed now", found.quotes)
        yield _gauge("crossover_quotes_stale", "Those that are no longer fresh", found.stale)
        if found.newest_age_days is not None:
            about = "Days since the day of the latest price"
            yield _gauge("crossover_newest_quote_age_days", about, found.newest_age_days)
        yield from self._sources(now)

    def _sources(self, now: datetime) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "crossover_source_age_seconds", "Since a source last answered", labels=["source"]
        )
        failing = GaugeMetricFamily(
            "crossover_source_failing", "1 if its last answer was no use", labels=["source"]
        )
        rows = GaugeMetricFamily(
            "crossover_source_rows", "Rows of its last answers", labels=["source"]
        )
        reading = GaugeMetricFamily(
            "crossover_source_reading", "1 while it is being read", labels=["source"]
        )
        for source in live_sources():
            if source.missing and source.last_attempt is None:
                continue
            if source.last_success is not None:
                age.add_metric([source.name], (now - source.last_success).total_seconds())
            failing.add_metric([source.name], bool(source.failures))
            rows.add_metric([source.name], source.rows)
            reading.add_metric([source.name], bool(source.stage))
        yield from (age, failing, rows, reading)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
