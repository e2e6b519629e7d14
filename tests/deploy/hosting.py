"""The hosted app on this machine: nginx, two replicas and PostgreSQL, each for real."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.browser.server import ROOT, START_SECONDS, free_port, healthy
from tests.deploy.nginx import proxy
from tests.pricing.postgresql import Server

TOKEN = "a-token-of-a-test"
COOKIE_SECRET = "one secret for all replicas of a test"


class Replica:
    """One process of the app, which can be killed and started again.

    Attributes:
        url: its own address, behind the proxy's back.
        port: of that address.
    """

    def __init__(self, log: Path, database: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._settings = {
            "CROSSOVER_DATABASE_URL": database,
            "CROSSOVER_METRICS_TOKEN": TOKEN,
            "STREAMLIT_SERVER_COOKIE_SECRET": COOKIE_SECRET,
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_HEADLESS": "true",
            "STREAMLIT_SERVER_PORT": str(self.port),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it is healthy.

        Raises:
            RuntimeError: it is not.
        """
        if self._process is not None and self._process.poll() is None:
            return
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(ROOT / "serve.py")],
                cwd=ROOT, stdout=output, stderr=output, env={**os.environ, **self._settings},
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not healthy(self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the app did not start:\n{self._log.read_text()[-2000:]}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None

    def metric(self, name: str) -> float:
        """What it tells Prometheus under a name with its labels; 0 while it tells nothing."""
        sent = {"Authorization": f"Bearer {TOKEN}"}
        told = requests.get(f"{self.url}/metrics", headers=sent, timeout=20).text
        values = (line.rsplit(" ", 1) for line in told.splitlines())
        return next((float(value) for named, value in values if named == name), 0.0)


@dataclass(frozen=True)
class Hosting:
    """All of it.

    Attributes:
        url: what visitors open.
        replicas: by the name nginx gives them.
    """

    url: str
    replicas: dict[str, Replica]

    def other(self, name: str) -> str:
        """The replica that is not this one."""
        return next(one for one in self.replicas if one != name)


@contextlib.contextmanager
def hosting(folder: Path, server: Server) -> Iterator[Hosting]:
    """Everything, started in order; ended at the end."""
    database = server.new_database("hosting")
    replicas = {name: Replica(folder / f"{name}.log", database) for name in "ab"}
    try:
        for replica in replicas.values():
            replica.start()
        first, second = (replica.port for replica in replicas.values())
        with proxy(folder / "nginx", (first, second)) as url:
            yield Hosting(url, replicas)
    finally:
        for replica in replicas.values():
            replica.kill()
