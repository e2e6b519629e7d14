"""The user's own prices and discounts: widgets that change the scenario on every page."""

from __future__ import annotations

import streamlit as st

from model.hardware import instances
from model.purchase_option import RENTED
from model.regions import ANY_REGION, regions
from model.scenario import Scenario
from model.scenario.prices_inputs import read_discount, read_own_price
from pages.shared import fields, labels, own_file

_OF, _PERCENT = "_discount_of", "_discount_percent"
_TYPE, _OPTION, _REGION, _USD = "_own_type", "_own_option", "_own_region", "_own_usd"


def draw(scenario: Scenario) -> None:
    """Draw the user's own prices, with what adds to them."""
    box = st.expander(
        "Your own prices and discounts",
        key="own_prices_box",
        expanded=bool(scenario.discounts or scenario.own_prices),
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        st.caption(
            "They take the place of public prices on every page and travel in the link: whoever "
            "opens it sees them."
        )
        _discounts()
        _own(scenario)
        own_file.draw()


def _discounts() -> None:
    of, percent, button = st.columns([3, 2, 1], vertical_alignment="bottom")
    of.selectbox("Discount on", _sellers(), format_func=_seller, key=_OF)
    percent.number_input("Less than the public price (%)", 1, 99, 10, key=_PERCENT)
    button.button("Add", key="add_discount", on_click=_add_discount)
    if st.session_state["discounts"]:
        given = list(st.session_state["discounts"])
        st.pills(
            "Your discounts", given, selection_mode="multi", format_func=discount_text,
            key="discounts", help="Click one to drop it.",
        )  # fmt: skip
    fields.mistake("discounts")


def _own(scenario: Scenario) -> None:
    kind, option, region, price, button = st.columns([3, 2, 2, 2, 1], vertical_alignment="bottom")
    kind.selectbox("Instance type", list(instances()), key=_TYPE)
    options = [str(o) for o in RENTED]
    usual = str(scenario.bought_as(st.session_state[_TYPE]))
    option.selectbox(
        "Bought as", options, options.index(usual) if usual in options else 0,
        format_func=labels.purchase_option, key=_OPTION,
    )  # fmt: skip
    places = list(regions())
    at = 0 if scenario.region == ANY_REGION else places.index(scenario.region)
    region.selectbox("In region", places, at, key=_REGION)
    price.number_input("USD per instance-hour", 0.01, 99_999.0, 30.0, key=_USD)
    button.button("Add", key="add_own_price", on_click=_add_own_price)
    if st.session_state["own_prices"]:
        given = list(st.session_state["own_prices"])
        st.pills(
            "Your own prices", given, selection_mode="multi", format_func=own_price_text,
            key="own_prices", help="Click one to drop it.",
        )  # fmt: skip
    fields.mistake("own_prices")


def discount_text(text: str) -> str:
    """A discount in words, e.g. `25 % off aws trn2`."""
    discount = read_discount(text)
    return f"{discount.percent} % off {discount.provider} {discount.family}".rstrip()


def own_price_text(text: str) -> str:
    """An own price in words, e.g. `trn2.48xlarge, Contract, us-east-2: $21.50/h`."""
    own = read_own_price(text)
    option = labels.purchase_option(own.purchase_option)
    return f"{own.instance_type}, {option}, {own.region}: ${own.usd_per_hour:,.2f}/h"


def _sellers() -> list[str]:
    """Every provider, and every instance family of each."""
    families = {(i.provider, i.instance_type.split(".")[0]) for i in instances().values()}
    providers = sorted({provider for provider, _ in families})
    return [
        *providers,
        *(f"{provider}.{family}" for provider, family in sorted(families) if provider == "aws"),
    ]


def _seller(seller: str) -> str:
    provider, _, family = seller.partition(".")
    return f"{provider}, {family} only" if family else f"{provider}, all types"


def _add_discount() -> None:
    state = st.session_state
    of = state[_OF]
    others = [d for d in state["discounts"] if d.rsplit("-", 1)[0] != of]
    state["discounts"] = [*others, f"{of}-{state[_PERCENT]}"]


def _add_own_price() -> None:
    state = st.session_state
    capacity = f"{state[_TYPE]}:{state[_OPTION]}:{state[_REGION]}"
    others = [p for p in state["own_prices"] if p.rsplit(":", 1)[0] != capacity]
    usd = f"{state[_USD]:.5f}".rstrip("0").rstrip(".")
    state["own_prices"] = [*others, f"{capacity}:{usd}"]
