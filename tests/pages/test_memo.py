"""The memo is offered on Compare and made when it is asked for."""

import subprocess
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app.py"


def test_the_memo_is_made_when_its_popover_is_opened() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert [b for b in app.get("download_button") if "memo" in b.proto.label.lower()] == []
    app.session_state["memo"] = True
    app.run()
    assert not app.exception
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels == ["Decision memo (PDF)", "Decision memo (HTML)", "Decision memo (Markdown)"]


def test_nothing_that_draws_or_sets_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import pages.shared.memo, sys; sys.exit(bool({'typst', 'vl_convert'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
