"""The errors a target met: each once, with an input that shows it, kept beside the project."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from tests.fuzz.target import Target

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "test-artifacts" / "fuzz"
SLOW_S = 2.0


@dataclass
class Findings:
    """What came of the inputs of a target so far.

    Attributes:
        target: what is fuzzed.
        inputs: how many it was given.
        refused: how many of them it refused as it says.
        errors: by kind and place, the file of the first input that showed it.
        slowest_s: the longest one took of the processor [s].
    """

    target: Target
    inputs: int = 0
    refused: int = 0
    errors: dict[str, Path] = field(default_factory=dict)
    slowest_s: float = 0.0

    def give(self, data: bytes) -> None:
        """Give the target one input; an error of it is noted, not raised."""
        self.inputs += 1
        started = process_time()
        try:
            self.refused += self.target.refused(data)
        except Exception as error:
            self._note(f"{type(error).__name__} at {_place(error)}: {str(error)[:120]!r}", data)
        took = process_time() - started
        self.slowest_s = max(self.slowest_s, took)
        if took > SLOW_S:
            self._note("slower than two seconds", data)

    def _note(self, said: str, data: bytes) -> None:
        key = said.split(": ")[0]
        if key in self.errors:
            return
        folder = KEPT / self.target.name
        folder.mkdir(parents=True, exist_ok=True)
        self.errors[key] = folder / hashlib.sha256(data).hexdigest()[:12]
        self.errors[key].write_bytes(data)
        print(f"{self.target.name}: {said}\n  input kept in {self.errors[key]}", flush=True)


def _place(error: Exception) -> str:
    """The last line of the project's own that the error passed."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f for f in frames if f.filename.startswith(str(ROOT)) and "site-packages" not in f.filename
    ]
    if not ours:
        return "?"
    return f"{Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}"
