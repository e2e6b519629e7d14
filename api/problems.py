"""Errors as `application/problem+json` (RFC 9457): what was wrong and what to do, no traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

import observe

MEDIA_TYPE = "application/problem+json"
Endpoint = Callable[[Request], Awaitable[Response]]
_log = logging.getLogger(__name__)


class Problem(Exception):
    """A request that cannot be answered.

    Attributes:
        status: of HTTP.
        detail: what was wrong and what to do, for people.
        errors: which part of the body is wrong, and why, where there is such a part.
        headers: sent with the answer.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.headers = dict(headers or {})


def answering(endpoint: Endpoint) -> Endpoint:
    """The endpoint, its problems answered as such, whatever goes wrong."""

    async def any_answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Problem as problem:
            return problem_response(problem)
        except Exception:
            _log.exception("%s %s could not be answered", request.method, request.url.path)
            return problem_response(
                Problem(
                    HTTPStatus.INTERNAL_SERVER_ERROR,
                    "Something went wrong on this server. It has been noted; try again later.",
                )
            )

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        sent = await any_answer(request)
        observe.answered(endpoint.__name__, sent.status_code)
        return sent

    return answer


async def http_problem(_request: Request, error: Exception) -> Response:
    """What the router refuses, such as an unknown path or method."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "There is nothing here. /api/v1/openapi.json says what there is.",
        HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    }.get(status, str(error.detail))
    return problem_response(Problem(status, detail, headers=error.headers))


def json_response(
    content: Any,
    status: HTTPStatus = HTTPStatus.OK,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON in ASCII, so that any text can be in it."""
    sent = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return Response(json.dumps(content), status, sent, media_type)


def problem_response(problem: Problem) -> Response:
    """A problem as RFC 9457 writes it."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
    }
    if problem.errors:
        content["errors"] = [{"field": field, "detail": why} for field, why in problem.errors]
    return json_response(content, problem.status, MEDIA_TYPE, problem.headers)
