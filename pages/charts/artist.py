"""Has charts drawn in a process of its own, which stays for the next one.

Drawing holds Python's lock from beginning to end, up to a second: in a thread of the app it would
stop every other visitor for as long. It also takes 150 MB, and gets no credentials here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Literal

LENGTH_BYTES = 8
LONGEST_S = 60.0
_PROGRAM = Path(__file__).with_name("drawing.py")
_PASSED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR")


class Artist:
    """Draws one chart at a time; whoever comes meanwhile waits."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, kind: Literal["svg", "png", "pdf"], spec: dict[str, Any]) -> bytes:
        """The picture of a chart.

        Args:
            kind: its format.
            spec: a complete Vega-Lite specification, with its data.

        Raises:
            RuntimeError: it cannot be drawn.
        """
        asked = json.dumps([kind, spec]).encode() + b"\n"
        with self._lock:
            # A process that has died since the last picture is replaced.
            drawn = self._ask(asked) or self._ask(asked)
        if not drawn:
            raise RuntimeError(f"this chart cannot be drawn as {kind.upper()}")
        return drawn

    def _ask(self, asked: bytes) -> bytes:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
        assert process.stdin
        assert process.stdout
        patience = Timer(LONGEST_S, process.kill)
        patience.start()
        try:
            process.stdin.write(asked)
            process.stdin.flush()
            told = process.stdout.read(LENGTH_BYTES)
            length = int.from_bytes(told, "big")
            drawn = process.stdout.read(length)
            whole = len(told) == LENGTH_BYTES and len(drawn) == length
        except OSError:
            whole = False
        finally:
            patience.cancel()
        if whole:
            return drawn
        process.kill()
        process.wait()
        return b""


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )


ARTIST = Artist()
