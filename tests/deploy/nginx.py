"""The real nginx with the project's own configuration: only ports, folders and addresses differ."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.browser.server import ROOT, START_SECONDS, free_port

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
# Where Debian puts it, which is not in everybody's path.
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def program() -> str:
    """Path of nginx; without one the test is skipped, in continuous integration it fails."""
    found = shutil.which("nginx", path=PATH)
    if found is None:
        if os.environ.get("CI"):
            raise RuntimeError("nginx is not installed: tests/deploy/install.sh does it")
        pytest.skip("no nginx here, so this was not tested: apt-get install nginx-light")
    return found


def rendered(folder: Path, port: int, replicas: tuple[int, int]) -> str:
    """The project's configuration for this machine."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    changes = {
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "app-a:8501": f"127.0.0.1:{replicas[0]}",
        "app-b:8502": f"127.0.0.1:{replicas[1]}",
        '"~:8501$"': f'"~:{replicas[0]}$"',
        '"~:8502$"': f'"~:{replicas[1]}$"',
        " /tmp/": f" {folder}/",
        "/dev/stdout": str(folder / "access.log"),
        "/dev/stderr": str(folder / "error.log"),
    }
    for old, new in changes.items():
        assert old in text, f"{CONFIGURATION.name} has no {old}"
        text = text.replace(old, new)
    return text


def write(folder: Path, port: int, replicas: tuple[int, int]) -> list[str]:
    """Write the configuration; the command that runs nginx with it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    file.write_text(rendered(folder, port, replicas), encoding="utf-8")
    return [program(), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(file)]


def logged_until(folder: Path, last: str) -> set[str]:
    """Paths in the log, once `last` is among them: nginx answers first and writes then."""
    paths: set[str] = set()
    deadline = time.monotonic() + START_SECONDS
    while last not in paths and time.monotonic() < deadline:
        whole, _, _ = (folder / "access.log").read_text(encoding="utf-8").rpartition("\n")
        paths = {json.loads(line)["path"] for line in whole.splitlines()}
    return paths


@contextlib.contextmanager
def proxy(folder: Path, replicas: tuple[int, int]) -> Iterator[str]:
    """Nginx in front of two ports of this machine; its address. Stopped at the end.

    Raises:
        RuntimeError: it did not start; the text holds what it wrote.
    """
    port = free_port()
    command = [*write(folder, port, replicas), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                said = process.stdout.read().decode() if process.stdout else ""
                raise RuntimeError(f"nginx did not start:\n{said}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _answers(url: str) -> bool:
    try:
        requests.get(f"{url}/metrics", timeout=5)
    except requests.RequestException:
        return False
    return True
