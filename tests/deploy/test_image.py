"""What the Dockerfile copies is all the app needs, and it writes nothing there."""

from __future__ import annotations

from pathlib import Path

import requests

from tests.browser.server import ROOT, serve
from tests.deploy.conftest import copied

LET_THROUGH = [
    line.removeprefix("!")
    for line in (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    if line.startswith("!")
]


def files(folder: Path) -> dict[Path, float]:
    return {path: path.stat().st_mtime for path in folder.rglob("*")}


def test_what_is_copied_is_let_through() -> None:
    assert {name.split("/")[0] for name in LET_THROUGH} == set(copied())
    # Of Streamlit's folder its settings only: the secrets lie beside them.
    assert ".streamlit/config.toml" in LET_THROUGH


def test_the_app_runs_from_it_and_leaves_it_as_it_was(image: Path, tmp_path: Path) -> None:
    before = files(image)
    home = tmp_path / "home"
    home.mkdir()
    settings = {
        "HOME": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED": "true",
    }
    with serve(tmp_path / "app.log", settings, root=image, script="serve.py") as url:
        drawn = requests.get(f"{url}/_stcore/script-health-check", timeout=60)
        assert (drawn.status_code, drawn.text) == (200, "ok")
        answer = requests.post(f"{url}/api/v1/compare", json={"tokens": 10**12}, timeout=60)
        assert answer.json()["scenario"]["tokens"] == 10**12
    assert files(image) == before
