"""The memo of the default scenario, in every form, as somebody read it and found it good."""

import os
import re
import subprocess
import sys
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from model.break_even import break_even, tornado
from model.comparison import compare
from model.frozen import freeze, frozen_url
from model.hardware import instances
from model.memo import Memo, memo_contents
from model.own_prices import with_own_prices
from model.price import prices_from_rows
from model.scenario import CUSTOM_MODEL, Scenario, default_scenario
from model.scenario.link import decode_url
from model.scenario.scenario import default_custom_architecture
from pages.shared import memo as page
from pages.tables.compare import subject
from pricing import snapshot_book
from tests import golden

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).parent / "golden"
DAY = date(2026, 11, 22)


def memo_of(asked: Scenario) -> Memo:
    public = prices_from_rows(q.model_dump() for q in snapshot_book().quotes)
    prices = with_own_prices(public, asked, DAY)
    answer = compare(asked, prices)
    return Memo(
        question=subject(asked),
        comparison=answer,
        break_even=break_even(asked, prices),
        tornado=tornado(asked, prices),
        frozen_link=frozen_url(freeze(answer, DAY), "https://crossover.example"),
        written_at=datetime(2026, 11, 22, 17, 30, 5),
    )


@pytest.fixture(scope="module")
def memo() -> Memo:
    return memo_of(default_scenario())


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


def test_a_memo_of_twelve_platforms_with_prices_of_their_own_is_one_page_too() -> None:
    types = [*sorted(instances(), key=len)[-11:], "trn2.48xlarge"]
    prices = tuple(f"{name}:contract:us-east-1:{20 + n}.12345" for n, name in enumerate(types))
    asked = default_scenario().changed(
        model=CUSTOM_MODEL,
        architecture=default_custom_architecture().model_copy(update={"layers": 81}),
        platforms=tuple(types),
        region="any",
        purchase_option="contract",
        own_prices=prices,
        anchors=("trn2.48xlarge:0.87:0.06",),
    )
    made = memo_of(asked)
    (only,) = PdfReader(BytesIO(page.as_pdf(memo_contents(made), page.charts_of(made)))).pages
    text = only.extract_text()
    assert all(name in re.sub(r"\s", "", text) for name in types)
    # The command is read back from paper, over its line ends.
    (typed,) = re.findall(r"model compare\s+'([^']*)'", text)
    assert decode_url(typed).scenario == asked
