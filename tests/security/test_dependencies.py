"""What is installed is what was looked at: few packages, each pinned, each file by its hash."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["packages"]
# Names under which a package is imported where they are not its own.
IMPORTED_AS = {"psycopg": None, "vl_convert_python": "vl_convert", "sqlalchemy": "sqlalchemy"}
# Imported, and brought by the package named: its version is that package's to choose.
BROUGHT_BY = {"botocore": "boto3", "pyarrow": "streamlit", "uvicorn": "streamlit"}
# Only `make calibrate` needs it: no page and no command of the app.
BY_HAND = {"scipy"}
# A direct dependency more is a decision: change the number where it is worth it.
MOST_DIRECT, MOST_IN_ALL = 19, 60


def pins(name: str) -> dict[str, str]:
    """Version by package of a list that `make lock` wrote."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        found[1].lower().replace("_", "-"): found[2]
        for found in re.finditer(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", text, re.MULTILINE)
    }


def asked(name: str) -> dict[str, str]:
    """Version by package of what the project asks for itself."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        found[1].lower().replace("_", "-"): found[2]
        for found in re.finditer(r"^([A-Za-z0-9_-]+)(?:\[\w+\])?==([^\s;]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-fuzz"])
def test_every_package_is_pinned_with_the_hashes_of_its_files(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.sub(
        r"\s*\\\n\s+", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    ).splitlines()
    assert entries
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9-]+(\[\w+\])?==\S+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+", entry.strip()
        ), entry


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_the_pins_are_of_what_is_asked_for(name: str) -> None:
    assert asked(f"{name}.in").items() <= pins(f"{name}.txt").items()


def test_tests_run_with_the_packages_of_the_app() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_there_are_few() -> None:
    assert len(asked("requirements.in")) <= MOST_DIRECT
    assert len(pins("requirements.txt")) <= MOST_IN_ALL


def imported() -> set[str]:
    """Packages the app imports that are neither its own nor Python's."""
    files = [ROOT / "app.py", ROOT / "serve.py"]
    files += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    found: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {*FOLDERS, "app", "serve"}


def test_each_is_used_and_each_that_is_used_is_asked_for() -> None:
    names = {name.replace("-", "_") for name in asked("requirements.in")}
    expected = {IMPORTED_AS.get(name, name) for name in names} - {None}
    assert imported() - BY_HAND - BROUGHT_BY.keys() == expected
    assert set(BROUGHT_BY.values()) <= names


@pytest.mark.parametrize("package", ["numpy", "pyarrow", "pydantic-core", "psycopg-binary"])
def test_the_files_of_other_machines_are_among_the_hashes(package: str) -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (entry,) = re.findall(rf"^{package}==.*\n((?:    --hash.*\n?)+)", text, re.MULTILINE)
    # One file a machine and a version of Python: Linux and macOS, two processors, three versions.
    assert entry.count("--hash") >= 12
