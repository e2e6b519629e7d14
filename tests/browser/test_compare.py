"""The Compare page in a real browser, as somebody uses it who has never seen it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

CHART = '[data-testid="stVegaLiteChart"] svg'


def test_the_first_visit_shows_an_answer_with_a_range_and_a_probability(visitor: Visitor) -> None:
    page = visitor.open()
    expect(page.get_by_text("Probability that Trainium is cheaper")).to_be_visible()
    expect(page.get_by_text("80 % range of the difference")).to_be_visible()
    expect(page.locator(CHART).first).to_be_visible()
    table = page.get_by_role("table").first
    for instance_type in ("trn2.48xlarge", "p5.48xlarge", "p5en.48xlarge", "p6-b200.48xlarge"):
        expect(table).to_contain_text(instance_type)
    expect(page.get_by_text("bundled snapshot")).to_be_visible()
    assert visitor.query() == ""


def test_a_changed_widget_changes_the_answer_and_the_address(visitor: Visitor) -> None:
    page = visitor.open()
    before = visitor.answer()
    page.get_by_role("textbox", name="Training tokens").fill("1T")
    page.get_by_role("textbox", name="Training tokens").press("Enter")
    expect(page).to_have_url(re.compile(r"\?v=1&tokens=1T$"))
    visitor.settled()
    assert visitor.answer() != before


def test_the_slider_moves_the_answer_and_the_address(visitor: Visitor) -> None:
    page = visitor.open()
    page.locator('[data-testid="stSlider"] input[type="range"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"deadline_days=121"))


def test_a_copied_address_gives_a_colleague_the_same_answer(
    visitor: Visitor, visit: Callable[..., Visitor]
) -> None:
    page = visitor.open()
    page.get_by_label("Sequence length", exact=True).fill("4096")
    page.get_by_label("Sequence length", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("seq_len=4096"))
    visitor.settled()
    colleague = visit()
    colleague.page.goto(page.url)
    colleague.settled()
    assert colleague.answer() == visitor.answer()
    assert colleague.query() == visitor.query()


def test_the_link_on_the_page_is_the_address(visitor: Visitor) -> None:
    page = visitor.open("v=1&tokens=2T&instances=32")
    page.get_by_role("button", name="Share").click()
    shown = page.get_by_test_id("stCode").first.inner_text()
    assert parse_qs(urlsplit(shown.strip()).query) == parse_qs(visitor.query())
    assert shown.startswith(visitor.url)


def test_back_undoes_the_last_change_and_forward_repeats_it(visitor: Visitor) -> None:
    page = visitor.open()
    first = visitor.answer()
    for text in ("1T", "2T"):
        page.get_by_role("textbox", name="Training tokens").fill(text)
        page.get_by_role("textbox", name="Training tokens").press("Enter")
        expect(page).to_have_url(re.compile(f"tokens={text}"))
        visitor.settled()
    page.go_back()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("1T")
    page.go_back()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("15T")
    visitor.settled()
    assert visitor.answer() == first
    page.go_forward()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("1T")


def test_a_broken_link_is_explained_and_the_rest_of_it_used(visitor: Visitor) -> None:
    page = visitor.open("v=1&tokens=abc&seq_len=4096&colour=red")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text("tokens='abc': needs a number such as 300B or 15T; using 15T.")
    expect(alert).to_contain_text("colour: not part of a scenario; ignored.")
    expect(page.get_by_label("Sequence length", exact=True)).to_have_value("4096")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("link", ["v=1&tokens=abc", "v=1&tokens=1000B", "v=1&tokens=15T"])
def test_back_leads_out_of_a_link_that_the_app_would_write_otherwise(
    visitor: Visitor, link: str
) -> None:
    page = visitor.open("v=1&tokens=2T")
    visitor.open(link)
    assert visitor.query() == link
    page.go_back()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("2T")


@pytest.mark.parametrize("path", ["/", "/compare"])
def test_a_deep_link_to_the_page_finds_the_scenario(visitor: Visitor, path: str) -> None:
    page = visitor.open("v=1&tokens=2T", path=path)
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("2T")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_owned_hardware_stands_against_rented_trainium(visitor: Visitor) -> None:
    page = visitor.open("v=1&model=llama3.1-8b&tokens=1T&platforms=trn2.48xlarge~p5.48xlarge")
    page.get_by_role("combobox", name="Purchase option").click()
    page.get_by_role("option", name="Owned hardware").click()
    expect(page).to_have_url(re.compile("purchase_option=owned"))
    expect(page.get_by_text("NVIDIA is counted as hardware that you own")).to_be_visible()
    before = visitor.row("p5.48xlarge")
    price = page.get_by_role("spinbutton", name="Server like p5.48xlarge (USD)")
    expect(price).to_have_attribute("placeholder", "$391K assumed")
    price.fill("900000")
    price.press("Enter")
    expect(page).to_have_url(re.compile("server_prices=p5.48xlarge%3A900000"))
    visitor.settled()
    assert visitor.row("p5.48xlarge") != before
    page.get_by_role("tab", name="Spent on").click()
    expect(page.locator(CHART).nth(1)).to_contain_text("Electricity, paid apart")
    price.fill("")
    price.press("Enter")
    expect(page).not_to_have_url(re.compile("server_prices"))
    visitor.settled()
    assert visitor.row("p5.48xlarge") == before
    page.go_back()
    expect(price).to_have_value("900000")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_mistyped_number_is_explained_and_kept(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("textbox", name="Training tokens").fill("many")
    page.get_by_role("textbox", name="Training tokens").press("Enter")
    expect(page.get_by_text("Tokens needs a number such as 300B or 15T.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("many")
    assert visitor.query() == ""


def test_an_option_a_platform_is_not_sold_under_says_so(visitor: Visitor) -> None:
    visitor.open("v=1&purchase_option=on_demand")
    assert "not sold this way here" in visitor.note("trn2.48xlarge")
    row = visitor.row("trn2.48xlarge")
    assert row["Total $, 80 % range"] == "–"


def test_a_platform_that_cannot_run_the_scenario_stays_with_the_reason(visitor: Visitor) -> None:
    visitor.open("v=1&precision=nvfp4&platforms=trn2.48xlarge~p5.48xlarge~p6-b200.48xlarge")
    assert "NVFP4" in visitor.note("p5.48xlarge")


def test_own_dimensions_that_do_not_fit_together_are_explained(visitor: Visitor) -> None:
    page = visitor.open("v=1&model=custom&heads=60&kv_heads=8")
    reason = "Key/value heads = 8: must be a divisor of Attention heads = 60."
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_nothing_is_asked_of_another_host_and_nothing_complains(visitor: Visitor) -> None:
    page = visitor.open()
    page.locator('[data-testid="stSlider"] input[type="range"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("deadline_days=121"))
    visitor.settled()
    own = urlsplit(visitor.url).netloc
    foreign = [
        u for u in visitor.requests
        if urlsplit(u).scheme not in ("data", "blob") and urlsplit(u).netloc != own
    ]  # fmt: skip
    assert foreign == []
    assert visitor.console_errors == []


@pytest.mark.parametrize(
    ("width", "color_scheme"), [(390, "light"), (1280, "dark"), (2560, "light")]
)
def test_the_answer_fits_the_window(
    visit: Callable[..., Visitor], width: int, color_scheme: str
) -> None:
    visitor = visit(width=width, color_scheme=color_scheme)
    page = visitor.open()
    expect(page.locator(CHART).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_starting_point_is_one_change_and_back_undoes_it(visitor: Visitor) -> None:
    page = visitor.open("v=1&tokens=2T")
    before = page.evaluate("history.length")
    page.get_by_text("Fine-tune 8B", exact=True).click()
    expect(page).to_have_url(re.compile("model=llama3.1-8b"))
    visitor.settled()
    expect(page.get_by_text("Tulu 3")).to_be_visible()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("1B")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page.get_by_role("textbox", name="Training tokens")).to_have_value("2T")
    assert visitor.query() == "v=1&tokens=2T"


def test_the_unit_changes_sentence_table_and_address(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("radio", name="kWh").click()
    expect(page).to_have_url(re.compile("unit=kwh"))
    expect(page.locator("h1").first).to_contain_text("uses less electricity")
    visitor.settled()
    assert "GWh" in visitor.row("trn2.48xlarge")["kWh, 80 % range"]


def test_the_frontier_is_drawn_when_its_tab_is_opened(visitor: Visitor) -> None:
    page = visitor.open("v=1&model=llama3.1-8b&tokens=1T")
    page.get_by_role("tab", name="Size and finish").click()
    expect(page.get_by_text("Cheaper and slower, or dearer and faster")).to_be_visible()
    expect(page.locator(CHART)).to_have_count(3)
    expect(
        page.get_by_text(re.compile("Trainium2 .*from .* to .* times the speed"))
    ).to_be_visible()


def test_the_table_is_read_on_a_phone_without_scrolling(visit: Callable[..., Visitor]) -> None:
    page = visit(width=390).open()
    table = page.get_by_role("table").first.bounding_box()
    assert table is not None
    assert table["x"] >= 0
    assert table["x"] + table["width"] <= 390


@pytest.mark.parametrize("tab", ["Spent on", "Memory"])
def test_no_name_of_a_part_is_cut_off_on_a_phone(visit: Callable[..., Visitor], tab: str) -> None:
    page = visit(width=390).open("v=1&model=llama3.1-8b&tokens=1T&experiments_percent=100")
    page.get_by_role("tab", name=tab).click()
    chart = page.locator(CHART).nth(1)
    expect(chart.locator(".role-legend-label text").first).to_be_visible()
    ends = chart.locator(".role-legend-label text").evaluate_all(
        "names => names.map(name => name.getBoundingClientRect().right)"
    )
    whole = chart.bounding_box()
    assert whole is not None
    assert max(ends) <= whole["x"] + whole["width"]
