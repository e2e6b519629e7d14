"""The endpoints, and what every request passes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.answers import FILTERS, comparison_report, quotes_document
from api.limits import RateLimit, body_of
from api.openapi import openapi_document
from api.problems import Problem, answering, http_problem, json_response
from model.library import library_schema
from model.scenario.document import DocumentError, from_document, scenario_schema
from pricing import PurchaseOption

# Answers computed at a time, so that the pages stay quick, and requests that may wait for one.
AT_A_TIME, MAY_WAIT = 1, 16


def api(limit: RateLimit | None = None) -> Starlette:
    """The application to mount at `/api`.

    Args:
        limit: how often a client may ask; the usual one if None.
    """
    rate, gate = RateLimit() if limit is None else limit, Gate()

    async def compare(request: Request) -> Response:
        rate.check(request)
        scenario = from_json(await body_of(request), request.headers.get("content-type", ""))
        return json_response(await gate.run(partial(comparison_report, scenario)))

    async def quotes(request: Request) -> Response:
        rate.check(request)
        named = [name for name, _ in request.query_params.multi_items()]
        asked = dict(request.query_params)
        twice = sorted(name for name in asked if named.count(name) > 1)
        if twice:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                "A filter takes one value.",
                tuple((name, "given more than once") for name in twice),
            )
        unknown = set(asked) - set(FILTERS)
        if unknown:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"Quotes are filtered by {', '.join(FILTERS)} only.",
                tuple((name, "no such filter") for name in sorted(unknown)),
            )
        option = asked.get("purchase_option")
        if option is not None and option not in set(PurchaseOption):
            known = f"needs to be one of {', '.join(PurchaseOption)}"
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                "There is no such purchase option.",
                (("purchase_option", known),),
            )
        return json_response(await gate.run(partial(quotes_document, asked)))

    async def openapi(request: Request) -> Response:
        rate.check(request)
        return json_response(openapi_document())

    async def scenario_schema_of(request: Request) -> Response:
        rate.check(request)
        return json_response(scenario_schema(), media_type="application/schema+json")

    async def library_schema_of(request: Request) -> Response:
        rate.check(request)
        return json_response(library_schema(), media_type="application/schema+json")

    return Starlette(
        routes=[
            Route("/v1/compare", answering(compare), methods=["POST"]),
            Route("/v1/quotes", answering(quotes), methods=["GET"]),
            Route("/v1/openapi.json", answering(openapi), methods=["GET"]),
            Route("/v1/scenario.schema.json", answering(scenario_schema_of), methods=["GET"]),
            Route("/v1/library.schema.json", answering(library_schema_of), methods=["GET"]),
        ],
        exception_handlers={HTTPException: http_problem},
    )


class Gate:
    """Lets so many computations run at a time and so many wait; turns the others away."""

    def __init__(self, at_a_time: int = AT_A_TIME, may_wait: int = MAY_WAIT) -> None:
        self._at_a_time, self._most, self._inside = at_a_time, at_a_time + may_wait, 0
        self._limiter: anyio.CapacityLimiter | None = None

    async def run(self, compute: Callable[[], Any]) -> Any:
        """What `compute` makes, on a thread of its own.

        Raises:
            Problem: too many wait already.
        """
        if self._inside >= self._most:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "This server is busy: ask again in 5 s.",
                headers={"Retry-After": "5"},
            )
        self._limiter = self._limiter or anyio.CapacityLimiter(self._at_a_time)
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(compute, limiter=self._limiter)
        finally:
            self._inside -= 1


def from_json(body: bytes, content_type: str) -> Any:
    """The scenario of a body.

    Raises:
        Problem: it is no JSON, or holds no valid scenario.
    """
    if content_type.split(";")[0].strip().lower() != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send the scenario with Content-Type: application/json.",
        )
    try:
        given = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from None
    try:
        return from_document(given)
    except DocumentError as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The body holds no valid scenario. /api/v1/scenario.schema.json says what one is.",
            error.mistakes,
        ) from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
