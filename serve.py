"""The app with its HTTP interface and link previews: `make serve`, or `streamlit run serve.py`.

Optional: `streamlit run app.py` serves the same pages alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

import pricing
from api import api
from api.preview_middleware import PreviewMiddleware

SCRIPT = Path(__file__).with_name("app.py")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Read new prices in the background from the start, before anybody opens a page."""
    pricing.start()
    yield


app = st.App(
    str(SCRIPT),
    routes=[Mount("/api", app=api())],
    middleware=[Middleware(PreviewMiddleware)],
    lifespan=lifespan,
)
