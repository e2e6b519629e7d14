"""No text of a user becomes part of a query, a path or an address; settings keep others out."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("pages", "api")
STATEMENTS = frozenset({"text", "execute", "exec_driver_sql", "executescript", "executemany"})
FILES = frozenset({"open", "Path", "read_text", "write_text", "read_bytes", "write_bytes"})
PROCESSES = frozenset({"eval", "exec", "system", "Popen", "loads_pickle", "__import__"})


def calls(folder: str) -> list[tuple[str, str, ast.Call]]:
    """Place, name and call of every call in a folder."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                found.append((str(path.relative_to(ROOT)), name, node))
    return found


def is_made_up(node: ast.expr) -> bool:
    """Whether an argument is a text put together of others."""
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (
        isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("format", "join")
    )


@pytest.mark.parametrize("folder", ["pricing", "workspace"])
def test_no_statement_of_sql_is_put_together(folder: str) -> None:
    found = {
        (path, ast.unparse(node))
        for path, name, node in calls(folder)
        if name in STATEMENTS and any(map(is_made_up, node.args))
    }
    # A table of ours and one of two constants, read from a file that is damaged.
    known = ("pricing/store/salvage.py", "SELECT * FROM {table} ORDER BY rowid {order}")
    assert {one for one in found if not (one[0] == known[0] and known[1] in one[1])} == set()


@pytest.mark.parametrize("folder", SHOWN)
def test_pages_and_the_interface_open_no_file_a_user_could_name(folder: str) -> None:
    found = {
        (path, ast.unparse(node))
        for path, name, node in calls(folder)
        if name in FILES and not path.startswith("pages/charts/")
    }
    assert {one for one in found if "__file__" not in one[1] and "APP" not in one[1]} <= {
        ("pages/shared/shell.py", "Path(__file__)")
    }


@pytest.mark.parametrize("folder", ["model", "pricing", "pages", "api", "observe", "workspace"])
def test_no_text_is_run_as_code(folder: str) -> None:
    found = {(path, name) for path, name, _ in calls(folder) if name in PROCESSES}
    # app.py again, when Streamlit runs a page by itself; and two programs of ours, refresh and
    # pictures, whose command lines hold nothing of a user's.
    assert found <= {
        ("pages/shared/shell.py", "exec"),
        ("pricing/live/refresher.py", "Popen"),
        ("pages/charts/artist.py", "Popen"),
    }


def test_no_html_of_ours_is_trusted_on_a_page() -> None:
    used = [
        path
        for path, name, node in calls("pages")
        if name == "html" or any(word.arg == "unsafe_allow_html" for word in node.keywords)
    ]
    assert used == []


def test_no_error_shows_its_details_to_a_visitor() -> None:
    client = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["client"]
    assert client["showErrorDetails"] == "none"
