"""The app with its HTTP interface, link previews, JSON logs and metrics: `make serve`.

Optional: `streamlit run app.py` serves the same pages alone.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.logger
import uvicorn.config
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

import observe
import pricing
from api import api, observed
from api.preview_middleware import PreviewMiddleware
from pages.shared import own_address, sessions

SCRIPT = Path(__file__).with_name("app.py")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Read new prices in the background from the start, before anybody opens a page."""
    observe.set_sessions(sessions.active)
    pricing.start()
    logging.getLogger("serve").info("serving")
    yield


def _log_through_root(logger: logging.Logger) -> None:
    """Streamlit gives each of its loggers a handler of its own: let them use ours."""
    logger.handlers.clear()
    logger.propagate = True
    if logger.name.startswith("uvicorn"):  # its routine lines hold the addresses of visitors
        logger.setLevel(logging.WARNING)


streamlit.logger.setup_formatter = _log_through_root
streamlit.logger.update_formatter()
# Else it sets up handlers of its own when the server starts.
uvicorn.config.LOGGING_CONFIG.update(formatters={}, handlers={}, loggers={})
observe.log_as_json()
own_address.never_ask()


app = st.App(
    str(SCRIPT),
    routes=[
        Mount("/api", app=api()),
        Route("/healthz", observed.healthz),
        Route("/metrics", observed.metrics),
    ],
    middleware=[Middleware(PreviewMiddleware)],
    lifespan=lifespan,
)
