"""Fuzz one target in this process: `python -m tests.fuzz.one TARGET RUNS SEED`.

With atheris the inputs follow what they reach in the code; where it cannot be had, hypothesis
makes them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, NoReturn

from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

LARGEST_BYTES = 16_384
LONGEST_S = 30
OURS = ["model", "pricing", "api"]


def main() -> None:
    """Fuzz, and print what came of it as a line of JSON."""
    name, runs, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    os.environ["CROSSOVER_OFFLINE"] = "1"
    atheris = _atheris()
    if atheris is None:
        findings = _findings(name)
        with_hypothesis(findings, runs, seed)
        _end(findings, "hypothesis")
    # Imported under its eyes, so that it sees which lines an input reaches.
    with atheris.instrument_imports(include=OURS):
        findings = _findings(name)
    with_atheris(atheris, findings, runs, seed)


def with_hypothesis(findings: Any, runs: int, seed: int) -> None:
    """Give a target so many inputs, always the same ones for a seed."""
    from tests.fuzz.mutate import mutated

    target = findings.target
    words = target.dictionary()
    changed = st.builds(
        lambda start, number: mutated(start, target.shape, words, Random(number)),
        st.sampled_from(target.seeds),
        st.integers(0, 2**63),
    )
    calm = settings(
        max_examples=runs, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )

    @seeded(seed)
    @calm
    @given(st.one_of(changed, changed, changed, st.binary(max_size=200)))
    def give(data: bytes) -> None:
        if findings.inputs < runs:
            findings.give(data)

    while findings.inputs < runs:
        before = findings.inputs
        give()
        if findings.inputs == before:
            return


def with_atheris(atheris: Any, findings: Any, runs: int, seed: int) -> NoReturn:
    """Give a target so many inputs, each made from those that reached new code."""
    from tests.fuzz.mutate import mutated

    target = findings.target
    words = target.dictionary()

    def give(data: bytes) -> None:
        findings.give(data)
        if findings.inputs >= runs:
            _end(findings, "atheris")

    def mutator(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        if random.random() < 0.4:
            return bytes(atheris.Mutate(data, most))
        return mutated(data, target.shape, words, random)[:most]

    folder = Path(tempfile.mkdtemp(prefix="crossover-fuzz-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, start in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(start)
    dictionary = folder / "words"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words if word))
    arguments = [
        sys.argv[0],
        f"-seed={seed}",
        f"-dict={dictionary}",
        f"-max_len={LARGEST_BYTES}",
        f"-timeout={LONGEST_S}",
        f"-artifact_prefix={folder}/",
        "-runs=-1",
        "-verbosity=0",
        "-print_final_stats=0",
        str(corpus),
    ]
    atheris.Setup(arguments, give, custom_mutator=mutator)
    atheris.Fuzz()
    raise SystemExit(f"{target.name}: the fuzzer stopped after {findings.inputs:,} inputs")


def _atheris() -> Any:
    try:
        return import_module("atheris")
    except ImportError:
        return None


def _findings(name: str) -> Any:
    from tests.fuzz.findings import Findings
    from tests.fuzz.registry import target_named

    return Findings(target_named(name))


def _escaped(word: bytes) -> str:
    """A word as libFuzzer's dictionaries write it."""
    return "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in word)


def _end(findings: Any, engine: str) -> NoReturn:
    """Print the summary and leave: the fuzzer itself would go on for ever."""
    summary = {
        "engine": engine,
        "inputs": findings.inputs,
        "refused": findings.refused,
        "slowest_s": round(findings.slowest_s, 3),
        "errors": sorted(findings.errors),
    }
    print(json.dumps(summary), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
