"""The rules of the house as code: who imports whom, who touches what, how long a file may be."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NETWORK = {"requests", "boto3", "botocore", "urllib3", "http", "socket", "aiohttp", "httpx"}
FORBIDDEN = {
    "model": {
        "streamlit",
        "pricing",
        "workspace",
        "pages",
        "api",
        "observe",
        "app",
        "serve",
        "time",
        *NETWORK,
    },
    "pricing": {"streamlit", "model", "workspace", "pages", "api", "app", "serve"},
    "pages": {"api", "app", "serve", *NETWORK},
    "api": {"streamlit", "pages", "app", "serve", *NETWORK - {"http"}},
    "workspace": {"streamlit", "model", "pages", "api", "app", "serve", *NETWORK},
    "observe": {"streamlit", "model", "pricing", "pages", "api", "app", "serve", *NETWORK},
}
MAX_LINES = 300


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported_roots(source: str) -> set[str]:
    roots = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            roots.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "__import__":
            roots.add("__import__")
        elif isinstance(node, ast.Attribute) and node.attr == "import_module":
            roots.add("importlib.import_module")
    return roots


def violations(folder: str, source: str) -> set[str]:
    dynamic = {"__import__", "importlib.import_module"}
    return imported_roots(source) & (FORBIDDEN[folder] | dynamic)


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_imports_run_one_way(folder: str) -> None:
    assert sources(folder), f"no sources in {folder}/"
    found = {
        str(path.relative_to(ROOT)): bad
        for path in sources(folder)
        if (bad := violations(folder, path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("folder", "source"),
    [
        ("model", "import streamlit as st"),
        ("api", "from pages.shared import answers"),
        ("model", "from pricing.book import PriceBook"),
        ("observe", "from pricing import health"),
        ("model", "def f():\n    import requests"),
        ("pricing", "from model import scenario"),
        ("pages", "import boto3.session"),
        ("pages", "import importlib\nimportlib.import_module('requests')"),
    ],
)
def test_the_rule_sees_a_forbidden_import(folder: str, source: str) -> None:
    assert violations(folder, source)


def test_only_the_answers_bring_prices_and_model_together() -> None:
    both = [
        str(path.relative_to(ROOT))
        for path in sources("pages")
        if {"model", "pricing"} <= imported_roots(path.read_text(encoding="utf-8"))
    ]
    assert both == ["pages/shared/answers.py"]


def test_only_urlstate_touches_the_query_parameters() -> None:
    users = [
        path.name
        for path in [ROOT / "app.py", *sources("pages")]
        if "query_params" in path.read_text(encoding="utf-8")
    ]
    assert users == ["urlstate.py"]


def test_only_answers_caches() -> None:
    users = [p.name for p in sources("pages") if "cache_" in p.read_text(encoding="utf-8")]
    assert users == ["answers.py"]


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "pages").glob("[a-z]*.py")))
def test_every_page_guards_its_entry_first(page: str) -> None:
    body = ast.parse((ROOT / "pages" / page).read_text(encoding="utf-8")).body
    statements = [ast.unparse(node) for node in body if not isinstance(node, ast.Expr)]
    first_call = next(
        ast.unparse(n) for n in body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)
    )
    assert statements[0] == "from pages.shared import shell"
    assert first_call == "shell.require_entry()"


def test_files_can_be_read_in_one_sitting() -> None:
    folders = ("model", "pricing", "pages", "api", "observe", "workspace", "bench", "tests")
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in folders
        for path in sources(folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}
