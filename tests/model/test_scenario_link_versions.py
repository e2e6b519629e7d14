"""Links of every released version open for ever to what they meant when they were made.

`released_links/` holds a file a version: links, and the fields each must decode to. Add to the
file of the current version whatever a link can say; never change or remove what is there.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from model.scenario import decode, packing
from model.scenario.link import decode_url
from model.scenario.migrations import MIGRATIONS, migrated
from model.scenario.scenario import current_version, supported_versions

RELEASED = Path(__file__).parent / "released_links"
LINKS = [
    (path.stem, case["link"], case["means"])
    for path in sorted(RELEASED.glob("v*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("version", "link", "means"), LINKS)
def test_a_released_link_keeps_its_meaning(version: str, link: str, means: dict[str, Any]) -> None:
    decoded = decode_url(f"https://crossover.example/?{link}")
    held = decoded.scenario.model_dump(mode="json")
    assert {name: held[name] for name in means} == means
    assert decoded.problems == ()


def test_there_are_links_of_every_version_this_program_reads() -> None:
    assert {int(path.stem[1:]) for path in RELEASED.glob("v*.json")} == supported_versions()


def test_the_words_that_packed_links_refer_to_never_change() -> None:
    words = Path(packing.__file__).with_name("packing_words.txt").read_bytes()
    digest = "4d7ba11af84a157a00b02b3004bd816a4b53a9d2b4478a4511c7d8e10753460b"
    assert hashlib.sha256(words.replace(b"\r\n", b"\n")).hexdigest() == digest


def test_packed_links_of_every_format_are_among_them() -> None:
    formats = {re.search(r"packed=(?:(\d+)\.)?", link) for _, link, _ in LINKS if "packed=" in link}
    assert {int(found[1] or 1) for found in formats if found} == {1, packing.FORMAT}


def test_migrations_start_from_versions_that_can_be_read() -> None:
    assert set(MIGRATIONS) <= supported_versions() - {current_version()}


def renamed(query: Mapping[str, str]) -> dict[str, str]:
    return {{"context": "seq_len"}.get(name, name): text for name, text in query.items()}


def retired(query: Mapping[str, str]) -> dict[str, str]:
    said = dict(query)
    if said.get("model") == "llama-3.1-8b":
        said["model"] = "llama3.1-8b"
    return said


def test_an_older_link_is_read_in_the_words_of_its_version() -> None:
    old = {"v": "1", "context": "4096", "model": "llama-3.1-8b", "tokens": "1T"}
    steps = {1: renamed, 2: retired}
    new = migrated(old, 1, 3, steps)
    assert new == {"v": "1", "seq_len": "4096", "model": "llama3.1-8b", "tokens": "1T"}
    assert migrated(new, 3, 3, steps) == new


def test_an_older_link_keeps_the_defaults_of_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(decode.__code__.co_filename).with_name("defaults.json")
    versions = json.loads(path.read_text(encoding="utf-8"))
    newer = json.loads(json.dumps(versions["versions"]["1"]))
    newer["scenario"]["tokens"] = 10**12
    made_up = {"current": 2, "versions": {**versions["versions"], "2": newer}}
    defaults = "model.scenario.scenario"
    monkeypatch.setattr(f"{defaults}._versions", lambda: made_up)
    for cached in ("default_scenario", "default_custom_architecture"):
        original = getattr(__import__(defaults, fromlist=[cached]), cached)
        monkeypatch.setattr(f"model.scenario.link.{cached}", original.__wrapped__)
    assert decode({"v": "1", "seq_len": "4096"}).scenario.tokens == 15 * 10**12
    assert decode({"v": "2", "seq_len": "4096"}).scenario.tokens == 10**12
