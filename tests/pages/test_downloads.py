"""Every table and chart of a page can be taken along; nothing is made before it is asked for."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import psutil
import pytest

from pages import charts
from pages.charts import drawing, export
from pages.charts.artist import Artist
from pages.shared.downloads import file_name, table_csv
from pages.tables.markdown import escaped, markdown, rows_of

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    {"platform": "H100 SXM · p5.48xlarge|8 inst.", "family": "NVIDIA", "order": 0, "low": 1e6,
     "median": 2e6, "high": 3e6, "range": "$1M-$3M"},
    {"platform": "Trainium2 · trn2.48xlarge|9 inst.", "family": "Trainium", "order": 1, "low": 2e6,
     "median": 3e6, "high": 4e6, "range": "$2M-$4M"},
]  # fmt: skip


def test_a_table_comes_back_as_the_texts_a_reader_sees() -> None:
    texts = ["$1.5M|x", "**", "a_b*c", "80\N{NARROW NO-BREAK SPACE}%", "-5", "\\"]
    rows = [{"Platform": f"**{escaped('H100')}**", "Text": escaped(text)} for text in texts]
    shown = [text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in texts]
    assert rows_of(markdown(rows)) == [{"Platform": "H100", "Text": text} for text in shown]


def test_a_table_is_a_file_that_spreadsheets_read_as_text() -> None:
    table = markdown([{"Platform": "H100", "Difference": "-5 %"}])
    assert table_csv(table) == "\ufeffPlatform,Difference\r\nH100,'-5 %\r\n".encode()
    assert table_csv(lambda: [{"usd": -5.0}]) == "\ufeffusd\r\n-5.0\r\n".encode()


def test_a_picture_holds_what_the_chart_shows() -> None:
    drawn = export.svg(charts.load("cost_by_platform", False), ROWS, "Cost of the run")
    texts = {element.text for element in ET.fromstring(drawn).iter() if element.text}
    assert {"Cost of the run", "NVIDIA", "Trainium", "$1M-$3M", "$2M-$4M"} <= texts


def test_a_picture_is_png_too() -> None:
    drawn = export.png(charts.load("cost_by_platform", False), ROWS, "Cost of the run")
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_picture_asks_no_other_host() -> None:
    spec = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    whole = export.complete(spec, [], "t") | {"data": {"url": "http://127.0.0.1:9/x.csv"}}
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        drawing.draw("svg", whole)
    with pytest.raises(RuntimeError, match="cannot be drawn as SVG"):
        Artist().draw("svg", whole)


def test_pictures_are_drawn_in_a_process_of_their_own_so_that_nobody_waits_for_another_s() -> None:
    code = (
        "import sys; from pages import charts; from pages.charts import export\n"
        "png = export.png(charts.load('cost_by_platform', False), [], 'A title')\n"
        "sys.exit(not png.startswith(b'\\x89PNG') or 'vl_convert' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_process_that_draws_gets_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "CROSSOVER_DATABASE_URL", "CROSSOVER_OPERATOR_SECRET"):
        monkeypatch.setenv(name, "a secret of a test")
    artist = Artist()
    artist.draw("svg", export.complete(charts.load("cost_by_platform", False), ROWS, "A title"))
    assert artist._process
    assert "a secret of a test" not in psutil.Process(artist._process.pid).environ().values()


def test_when_the_process_that_draws_has_died_the_next_picture_is_drawn_all_the_same() -> None:
    artist = Artist()
    spec = export.complete(charts.load("cost_by_platform", False), ROWS, "Cost of the run")
    first = artist.draw("svg", spec)
    assert artist._process
    artist._process.kill()
    assert artist.draw("svg", spec) == first


@pytest.mark.parametrize("name", charts.CHARTS)
def test_every_chart_can_be_drawn(name: str) -> None:
    drawn = export.svg(charts.load(name, False), [], "A title")
    assert b"A title" in drawn


def test_no_page_imports_what_draws_pictures_before_it_is_asked_for() -> None:
    code = "import pages.shared.downloads, sys; sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_file_is_named_for_what_it_holds() -> None:
    assert file_name("compare", "Charges (FOCUS columns)", "csv").startswith(
        "crossover-compare-charges-focus-columns-20"
    )
