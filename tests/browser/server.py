"""Starts the app as a user would and tells when it is healthy."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
STOP_SECONDS = 30


def free_port() -> int:
    """A port nothing listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def healthy(url: str) -> bool:
    """Whether the app at this address says it is healthy."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def serve(
    log: Path,
    settings: Mapping[str, str] | None = None,
    root: Path = ROOT,
    script: str = "app.py",
) -> Iterator[str]:
    """The app on a free port of this machine; its address. Stopped at the end.

    Args:
        log: what it prints goes there.
        settings: environment variables of its own, beside those of the tests.
        root: the folder with app.py.
        script: what is run of it.

    Raises:
        RuntimeError: it did not become healthy; the text holds what it printed.
    """
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(root / script),
        "--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=root,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **(settings or {})},
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while not healthy(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the app did not start:\n{log.read_text()[-2000:]}")
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.1)
            yield url
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
