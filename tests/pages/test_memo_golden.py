"""The memo of the default scenario, in every form, as somebody read it and found it good."""

import os
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from model.break_even import break_even, tornado
from model.comparison import compare
from model.frozen import freeze, frozen_url
from model.memo import Memo, memo_contents
from model.price import prices_from_rows
from model.scenario import default_scenario
from pages.shared import memo as page
from pages.tables.compare import subject
from pricing import snapshot_book
from tests import golden

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).parent / "golden"
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def memo() -> Memo:
    prices = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    asked = default_scenario()
    answer = compare(asked, prices)
    return Memo(
        question=subject(asked),
        comparison=answer,
        break_even=break_even(asked, prices),
        tornado=tornado(asked, prices),
        frozen_link=frozen_url(freeze(answer, DAY), "https://crossover.example"),
        written_on=DAY,
    )


def lasting(text: str) -> str:
    """Without what changes with every line of code: the frozen answer and the versions."""
    text = re.sub(r"(crossover\.example/frozen)[^>\"\s]*", r"\1…", text)
    text = re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "data:…", text)
    digests = r"(formulas|calibration|chips|architectures|defaults) [0-9a-f]{8}"
    return re.sub(digests, r"\1 …", text)


def test_markdown(memo: Memo) -> None:
    text = page.as_markdown(memo_contents(memo)).decode("utf-8")
    golden.same(FILES / "memo.md", lasting(text))


def test_html(memo: Memo) -> None:
    made = page.as_html(memo_contents(memo), page.charts_of(memo)).decode("utf-8")
    assert made.count("data:image/svg+xml;base64,") == 4
    golden.same(FILES / "memo.html", lasting(made))


def test_pdf(memo: Memo) -> None:
    made = page.as_pdf(memo_contents(memo), page.charts_of(memo))
    (only,) = PdfReader(BytesIO(made)).pages
    golden.same(FILES / "memo.txt", lasting(only.extract_text()) + "\n")
    (link,) = [a.get_object()["/A"]["/URI"] for a in only["/Annots"]]
    assert link == memo.frozen_link


def test_its_charts_say_in_words_what_they_show(memo: Memo) -> None:
    costs, moves = page.charts_of(memo)
    assert "80 % range, least first" in costs.words
    assert "Trainium's cost as a share of NVIDIA's" in moves.words


def test_its_command_computes_the_same_answer(memo: Memo, tmp_path: Path) -> None:
    contents = memo_contents(memo)
    (command,) = [line.code for part in contents.sections for line in part.lines if line.code]
    typed = command.replace("python ", f"{sys.executable} ")
    settings = {"CROSSOVER_OFFLINE": "1", "CROSSOVER_CACHE_DIR": str(tmp_path)}
    said = subprocess.run(
        ["sh", "-c", typed], cwd=ROOT, env={**os.environ, **settings}, text=True,
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert said.startswith(f"{contents.title}\n{contents.answer}\n")
