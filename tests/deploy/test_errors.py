"""An error nobody foresaw is one line of the log and one in the metrics, and quotes no visitor."""

from __future__ import annotations

import json
from pathlib import Path

import requests

from tests.browser.server import serve

TOKEN = "a-token-of-a-test"
ENTERED = "what a visitor had entered"


def test_a_page_that_fails_is_told_by_type_and_place(image: Path, tmp_path: Path) -> None:
    page = image / "pages" / "compare.py"
    broken = page.read_text() + f"\nraise ValueError({ENTERED!r})\n"
    page.write_text(broken)
    log = tmp_path / "app.log"
    settings = {
        "CROSSOVER_METRICS_TOKEN": TOKEN,
        "STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED": "true",
    }
    with serve(log, settings, root=image, script="serve.py") as url:
        drawn = requests.get(f"{url}/_stcore/script-health-check", timeout=60)
        assert drawn.status_code == 503
        sent = {"Authorization": f"Bearer {TOKEN}"}
        told = requests.get(f"{url}/metrics", headers=sent, timeout=60).text
    assert 'crossover_log_records_total{level="error",part="streamlit"} 1.0' in told
    assert 'crossover_rerun_seconds_count{page="compare"} 1.0' in told
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    (error,) = [line for line in lines if line["level"] == "error"]
    assert error["error"] == "ValueError"
    assert error["at"][-1] == f"pages/compare.py:{len(broken.splitlines())} <module>"
    assert ENTERED not in log.read_text()
