"""The Prices page as a visitor uses it, with price sources on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visitor
from tests.browser.server import serve
from tests.pricing.loopback import Answer, Asked, Source, serving

pytestmark = pytest.mark.browser

# Names of the sources that are moved to this machine, in `CROSSOVER_<NAME>_URL`.
MOVED = ("skypilot", "on_demand_feed", "capacity_blocks_page", "spot_advisor")
CATALOG = (
    "InstanceType,AcceleratorName,AcceleratorCount,Price,SpotPrice,Region,AvailabilityZone\n"
    "p5.48xlarge,H100,8.0,48.0,16.0,us-east-2,use2-az1\n"
    "trn1.32xlarge,Trainium,16.0,24.0,,us-east-2,use2-az1\n"
)


def catalog_only(asked: Asked) -> Answer:
    """One source answers, the others are out of order."""
    if asked.path.endswith("/aws/vms.csv"):
        return Answer(CATALOG.encode())
    return Answer(b"out of order", 404)


@pytest.fixture
def live_app(tmp_path: Path) -> Iterator[tuple[str, Source]]:
    with serving(catalog_only) as source:
        settings = {f"CROSSOVER_{name.upper()}_URL": source.url for name in MOVED}
        nobody = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "")
        own = {"CROSSOVER_OFFLINE": "", "CROSSOVER_CACHE_DIR": str(tmp_path / "cache")}
        off = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent"}
        off["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent"
        with serve(tmp_path / "app.log", {**settings, **nobody, **own, **off}) as url:
            yield url, source


def test_live_prices_arrive_while_the_page_is_open(
    browser: Browser, live_app: tuple[str, Source]
) -> None:
    url, _ = live_app
    visitor = Visitor(browser.new_context().new_page(), url)
    query = "v=1&platforms=p5.48xlarge~trn1.32xlarge&purchase_option=on_demand"
    page = visitor.open(query, "/prices")
    # Bundled, an H100 hour costs $6.88 and a Trainium1 hour $1.34; the catalog tells 6 and 1.50.
    expect(page.get_by_role("table").first).to_contain_text("$6.00")
    expect(page.get_by_role("table").first).to_contain_text("$1.50")
    page.get_by_text("Where prices come from").click()
    states = page.get_by_role("table").filter(has_text="Last answer")
    expect(states.get_by_role("row", name="SkyPilot catalog").first).to_contain_text("fresh")
    expect(states.get_by_role("row", name="AWS Capacity Blocks page")).to_contain_text("failed")
    page.context.close()


def test_a_discount_moves_the_answer_and_back_takes_it_away(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    page = visitor.open(path="/prices")
    table = page.get_by_role("table").first
    expect(table).to_contain_text("$5.19")
    page.get_by_text("Your own prices and discounts").click()
    # The box fills while it opens: what is clicked meanwhile moves away.
    expect(page.locator("input[type=file]")).to_be_attached()
    visitor.settled()
    page.get_by_role("button", name="Add").first.click()
    expect(table).to_contain_text("$4.67")
    assert "discounts=aws-10" in visitor.query()
    page.go_back()
    expect(table).to_contain_text("$5.19")


def test_a_price_file_is_used_at_once(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "provider,region,instance_type,purchase_option,usd_per_hour\n"
        "aws,us-east-2,trn2.48xlarge,capacity_block,16\n"
    )
    page = visit().open(path="/prices")
    page.get_by_text("Your own prices and discounts").click()
    page.locator("input[type=file]").set_input_files(mine)
    expect(page.get_by_role("table").first).to_contain_text("$1.00")


def test_the_page_fits_a_phone_without_sideways_scrolling(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=390)
    page = visitor.open(path="/prices")
    for label in ("What moved them", "Where can I buy it, and how?", "Where prices come from"):
        visitor.open_box(label)
    expect(page.get_by_role("table")).to_have_count(4)
    # The page scrolls inside of its main part.
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
