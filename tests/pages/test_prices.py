"""The Prices page: the price per unit, the user's own prices, and every price in the book."""

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from model.market import price_list
from model.price import prices_from_rows
from model.scenario import default_scenario
from model.scenario.prices_inputs import MOST_DISCOUNTS
from pages.tables.availability import availability_sentence
from pages.tables.prices import list_rows
from pricing import Interruption, PriceBook, Quote, availability
from tests.pages.test_app import APP


def prices(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page("pages/prices.py").run()


def text(app: AppTest) -> str:
    return "".join(m.value for m in app.markdown)


def test_the_title_compares_the_families_per_unit() -> None:
    app = prices()
    assert not app.exception
    assert "per chip-hour than" in app.title[0].value


def test_another_unit_goes_to_the_title_and_to_the_address() -> None:
    app = prices()
    app.get_by_key("price_unit").set_value("pflop_hour").run()
    assert "per dense PFLOP/s-hour than" in app.title[0].value
    assert app.query_params["price_unit"] == "pflop_hour"


def test_an_old_price_is_marked_as_stale() -> None:
    assert ":orange-badge[" in text(prices())


def test_a_discount_is_added_and_shown_with_the_price_before() -> None:
    app = prices()
    app.session_state["own_prices_box"] = True
    app.run()
    app.selectbox(key="_discount_of").set_value("aws.p5").run()
    app.button(key="add_discount").click().run()
    assert not app.exception
    assert app.query_params["discounts"] == "aws.p5-10"
    assert "your discount of 10\N{NARROW NO-BREAK SPACE}% on 41.528 USD" in text(app)


def test_an_own_price_sells_what_has_no_public_price() -> None:
    app = prices(v="1", purchase_option="on_demand")
    assert "Trainium2 · trn2" not in text(app)
    app.session_state["own_prices_box"] = True
    app.run()
    app.selectbox(key="_own_type").set_value("trn2.48xlarge").run()
    app.button(key="add_own_price").click().run()
    assert app.query_params["own_prices"] == "trn2.48xlarge:on_demand:us-east-2:30"
    assert "Your own price" in text(app)


def test_one_discount_too_many_says_what_is_wrong_and_loses_nothing() -> None:
    families = ("p4d", "p4de", "p5", "p5e", "p5en", "p6-b200", "p6-b300", "trn1")
    assert len(families) == MOST_DISCOUNTS
    app = prices(v="1", discounts="~".join(f"aws.{family}-10" for family in families))
    app.selectbox(key="_discount_of").set_value("aws.trn2").run()
    app.button(key="add_discount").click().run()
    assert not app.exception
    assert "Your discounts" in app.error[0].value
    assert len(app.session_state["discounts"]) == MOST_DISCOUNTS + 1


@pytest.mark.parametrize("query", [{"region": "eu-north-1"}, {"platforms": "p5.48xlarge"}])
def test_a_missing_price_is_said_in_the_title(query: dict[str, str]) -> None:
    app = prices(v="1", **query)
    assert not app.exception
    assert "cheapest here" in app.title[0].value or "sold this way here" in app.title[0].value


def test_every_price_of_the_book_is_listed_when_asked_for() -> None:
    app = prices()
    app.session_state["every_price"] = True
    app.run()
    assert len(app.dataframe[0].value) > 200


HEADER = "provider,region,instance_type,purchase_option,usd_per_hour\n"


def uploaded(content: str) -> AppTest:
    app = prices()
    app.session_state["own_prices_box"] = True
    app.run()
    return app.file_uploader(key="own_file").upload("mine.csv", content.encode()).run()


def test_a_file_of_prices_is_used_and_can_be_forgotten() -> None:
    app = uploaded(HEADER + "aws,us-east-2,trn2.48xlarge,capacity_block,16\n")
    assert not app.exception
    assert "$1.00" in app.markdown[0].value
    app.button(key="forget_file").click().run()
    assert "$2.24" in app.markdown[0].value


def test_a_file_with_a_mistake_is_not_used_and_says_the_line() -> None:
    app = uploaded(HEADER + "aws,us-east-2,trn2.48xlarge,capacity_block,free\n")
    assert "Nothing of" in app.error[0].value
    assert "line 2" in app.error[1].value
    assert "$2.24" in app.markdown[0].value


def test_the_file_of_one_session_is_not_seen_by_another() -> None:
    uploaded(HEADER + "aws,us-east-2,trn2.48xlarge,capacity_block,16\n")
    assert "$2.24" in prices().markdown[0].value


def test_where_to_buy_says_the_cheapest_place_and_the_limits() -> None:
    app = prices()
    app.session_state["buy"] = True
    app.run()
    shown = text(app)
    assert "64 trn2.48xlarge can be bought in" in shown
    assert "us-east-2" in shown
    assert any("64 instances a block" in caption.value for caption in app.caption)


def test_more_than_aws_sells_as_blocks_is_refused_with_the_reason() -> None:
    app = prices(v="1", buy_instances="300")
    app.session_state["buy"] = True
    app.run()
    assert ":red-badge[no] 300 instances are more than the 256 allowed in all" in text(app)


def test_a_start_too_far_ahead_for_a_block_is_refused_with_the_reason() -> None:
    app = prices(v="1", start="2049-12-31")
    app.session_state["buy"] = True
    app.run()
    assert "is further ahead than the 56" in text(app)
    assert any("bought today starts on" in caption.value for caption in app.caption)


def test_what_moved_the_prices_is_listed_with_its_source() -> None:
    app = prices()
    app.session_state["moved"] = True
    app.run()
    (moves,) = [m.value for m in app.markdown if "what happened" in m.value]
    assert "2026-07-22" in moves
    assert "32\N{NARROW NO-BREAK SPACE}% up" in moves
    assert "AWS raised its Capacity Blocks of NVIDIA" in moves
    (trainium,) = [line for line in moves.splitlines() if "Trainium2" in line]
    assert "raised" not in trainium


DAY = date(2026, 11, 23)
SOLD = {
    "provider": "aws", "region": "us-east-1", "instance_type": "p5.48xlarge", "source": "Catalog",
    "as_of": "2026-09-01", "evidence": "https://catalog.example", "zone": "use1-az2",
    "purchase_option": "spot", "usd_per_hour": 18.7, "valid_from": "2026-08-30",
}  # fmt: skip


def test_a_price_in_the_long_table_says_its_zone_age_state_and_how_often_it_is_lost() -> None:
    quote = Quote.model_validate(SOLD)
    listed = price_list(default_scenario(), prices_from_rows([SOLD]))
    place = (quote.instance_type, quote.region, "spot", "")
    lost = {("p5.48xlarge", "us-east-1"): Interruption("us-east-1", "p5.48xlarge", "<5%", 60)}
    (row,) = list_rows(listed, DAY, {place: quote}, lost, ())
    assert (row["Zone"], row["Age (days)"], row["State"]) == ("use1-az2", 83, "stale")
    assert (row["Taken back a month"], row["Holds since"]) == ("<5%", date(2026, 8, 30))
    (row,) = list_rows(listed, DAY, {}, {}, ())
    assert (row["Zone"], row["Taken back a month"], row["Holds since"]) == ("", "", None)


def test_the_cheapest_place_is_named_at_a_fresh_price_where_there_is_one() -> None:
    old = Quote.model_validate({**SOLD, "usd_per_hour": 9.0, "region": "us-west-2"})
    new = Quote.model_validate(SOLD)
    book = PriceBook.of((old, new), (), "test")
    one_fresh = availability(replace(book, stale=frozenset({old.key})), "p5.48xlarge", 64)
    said = availability_sentence(one_fresh, "p5.48xlarge", 64)
    assert said.endswith("for least in us-east-1: $18.70 an instance-hour as spot.")
    none_fresh = availability(book, "p5.48xlarge", 64)
    said = availability_sentence(none_fresh, "p5.48xlarge", 64)
    assert said.endswith("us-west-2: $9.00 an instance-hour as spot, at a stale price.")


def test_a_price_of_yesterday_is_stale_where_its_source_is_asked_every_hour() -> None:
    told = {**SOLD, "as_of": "2026-11-22"}
    listed = price_list(default_scenario(), prices_from_rows([told]))
    (fresh,) = list_rows(listed, DAY, {}, {}, ())
    said = ("p5.48xlarge", "us-east-1", "spot", "", "Catalog")
    (stale,) = list_rows(listed, DAY, {}, {}, {said})
    assert (fresh["State"], stale["State"]) == ("fresh", "stale")
