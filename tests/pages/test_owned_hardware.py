"""Owned hardware on every page: the form asks what owning costs, the pages count it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.test_app import APP, run, shown

SMALL = {"v": "1", "model": "llama3.1-8b", "tokens": "100B", "instances": "8"}
OWNED = {**SMALL, "purchase_option": "owned", "platforms": "trn2.48xlarge~p5.48xlarge"}


def page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app.switch_page(f"pages/{name}.py").run()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("break_even", "Owned hardware, Trainium as Capacity Block \\(yours\\)"),
        ("budget", "H100"),
        ("claims", "H100"),
        ("purchase_plan", "your own servers"),
        ("prices", "Owned hardware, Trainium as Capacity Block"),
        ("evidence", "Purchase price of p5.48xlarge, with its network"),
    ],
)
def test_every_page_counts_owned_hardware(name: str, says: str) -> None:
    app = page(name, **OWNED)
    assert not app.exception
    assert says.replace("\\", "") in shown(app).replace("\\", "")


def test_the_form_asks_what_owning_costs_only_where_it_is_chosen() -> None:
    rented = run(**SMALL)
    assert all(box.key != "rented_option" for box in rented.selectbox)
    owned = run(**OWNED)
    assert {box.key for box in owned.selectbox} >= {"rented_option"}
    keys = {field.key for field in owned.number_input}
    assert {"server_usd:p5.48xlarge", "service_years", "pue_percent"} <= keys
    assert "server_usd:trn2.48xlarge" not in keys


def test_a_typed_purchase_price_counts_and_travels_in_the_link() -> None:
    app = run(**OWNED)
    before = shown(app)
    app.number_input("server_usd:p5.48xlarge").set_value(2_000_000).run()
    assert not app.exception
    assert shown(app) != before
    assert app.query_params["server_prices"] in ("p5.48xlarge:2000000", ["p5.48xlarge:2000000"])
    assert app.number_input("server_usd:p5.48xlarge").value == 2_000_000


def test_hardware_whose_price_nobody_publishes_asks_for_it() -> None:
    app = run(**{**OWNED, "platforms": "trn2.48xlarge~p6-b300.48xlarge"})
    assert "No purchase price known: enter one" in shown(app).replace("\\", "")
    assert app.number_input("server_usd:p6-b300.48xlarge").placeholder == "enter one"


def test_electricity_is_a_part_of_its_own_for_owned_and_in_the_rent_of_others() -> None:
    app = run(**OWNED)
    app.session_state["why"] = "Every figure"
    app.run()
    cards = [m.value.replace("\\", "") for m in app.markdown if "Electricity" in m.value]
    said = {"p5.48xlarge" if "p5.48xlarge" in card else "trn2.48xlarge": card for card in cards}
    assert "paid apart" in said["p5.48xlarge"]
    assert "energy" in said["p5.48xlarge"]
    assert "included in the rent" in said["trn2.48xlarge"]


def test_where_no_owned_platform_has_a_price_the_headline_says_what_is_missing() -> None:
    app = run(**{**OWNED, "platforms": "g6e.48xlarge"})
    assert app.title[0].value == "None of these platforms has a known purchase price"
    assert "Your hardware" in shown(app)
