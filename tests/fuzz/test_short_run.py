"""A few hundred mutated inputs for each reader, the same ones every time; `make fuzz` runs long."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from random import Random

import pytest

from tests.fuzz.findings import Findings
from tests.fuzz.mutate import LARGEST_BYTES, mutated
from tests.fuzz.one import with_hypothesis
from tests.fuzz.registry import TARGETS, inputs_of
from tests.fuzz.target import Shape, Target

RUNS, SEED = 8_000, 1
NAMES = [target.name for target in TARGETS]


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_its_seeds_are_read(target: Target) -> None:
    assert not any(target.refused(seed) for seed in target.seeds)


@pytest.mark.parametrize("target", TARGETS, ids=NAMES)
def test_no_mutated_input_raises_what_its_caller_does_not_expect(target: Target) -> None:
    findings = Findings(target)
    with_hypothesis(findings, inputs_of(RUNS)[target.name], SEED)
    assert findings.errors == {}


def test_a_mutation_never_makes_an_input_the_machine_cannot_hold() -> None:
    long = b"a line\n" * (LARGEST_BYTES // 7)
    for shape in Shape:
        sizes = [len(mutated(long, shape, (b"word",), Random(number))) for number in range(400)]
        assert max(sizes) <= LARGEST_BYTES


def test_each_source_has_a_target_and_each_target_a_name_of_its_own() -> None:
    from pricing.sources.registry import SOURCES

    assert len(set(NAMES)) == len(NAMES)
    assert {source.name for source in SOURCES} <= set(NAMES)


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="no atheris on this machine")
def test_atheris_drives_a_target() -> None:
    command = [sys.executable, "-m", "tests.fuzz.one", "own_prices", "300", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    summary = json.loads(done.stdout.splitlines()[-1])
    assert (summary["engine"], summary["inputs"], summary["errors"]) == ("atheris", 300, [])
