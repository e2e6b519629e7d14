"""What owned hardware costs: the inputs of the form that are only shown where it is chosen."""

from __future__ import annotations

import streamlit as st

from model.hardware import Instance, instances
from model.ownership import ownership_defaults, published_usd
from model.purchase_option import RENTED
from model.scenario.ownership_inputs import (
    LEAST_SERVER_USD,
    MOST_SERVER_PRICES,
    MOST_SERVER_USD,
    can_be_owned,
    read_server_price,
)
from model.wording import usd
from pages.shared import fields, labels

TERMS = {
    "service_years": (
        "Years of use",
        "The purchase price is spread over these years, with nothing left at the end.",
    ),
    "owned_use_percent": (
        "Hours in use (%)",
        "The share of all hours in which some job runs. Those jobs pay for the idle hours too.",
    ),
    "electricity_usd_per_mwh": (
        "Electricity (USD per MWh)",
        "What it costs at the meter; 80 stands for $0.08 per kWh.",
    ),
    "pue_percent": (
        "PUE (%)",
        "Power of the whole data centre over that of the servers: 125 stands for a PUE of 1.25.",
    ),
    "hosting_usd_per_kw_month": (
        "Hosting (USD per kW and month)",
        "Room, cooling and connection per kW of rated power, without electricity; 0 if it is free.",
    ),
    "upkeep_percent": (
        "Upkeep (% of the price a year)",
        "Repairs, spare parts and support in a year, as a share of the purchase price.",
    ),
}


def draw() -> None:
    """Draw how Trainium is rented, purchase prices and the terms of owning."""
    st.selectbox(
        "Trainium bought as",
        [str(option) for option in RENTED],
        format_func=labels.purchase_option,
        key="rented_option",
        help="Trainium is only rented by AWS and cannot be bought.",
    )
    with st.expander("Your hardware", expanded=True, key="owned_box"):
        st.caption(
            "Empty fields count as published; Evidence has the sources. Interest, staff and resale "
            "are not counted. The region above is only the grid whose carbon counts."
        )
        chosen = [instances()[name] for name in st.session_state["platforms"]]
        for instance in chosen:
            if can_be_owned(instance.instance_type):
                _server(instance)
        fields.mistake("server_prices")
        for name, (label, about) in TERMS.items():
            fields.optional_count(name, label, about, ownership_defaults())


def _server(instance: Instance) -> None:
    """The purchase price of one type; empty for the published one."""
    name = instance.instance_type
    key, known = f"server_usd:{name}", published_usd(instance)
    given = dict(map(read_server_price, st.session_state["server_prices"]))
    st.session_state[key] = given.get(name)
    st.number_input(
        f"Server like {name} (USD)",
        LEAST_SERVER_USD,
        MOST_SERVER_USD,
        value=None,
        step=1_000,
        key=key,
        placeholder=f"{usd(known)} assumed" if known else "enter one",
        help=f"{instance.accelerators} × {instance.accelerator.name} with its share of the network "
        "between servers. For servers that you have already: what they would sell for today.",
        on_change=_set,
        args=(name, key),
    )


def _set(name: str, key: str) -> None:
    """Take one purchase price into the scenario, or out of it."""
    state = st.session_state
    others = [text for text in state["server_prices"] if read_server_price(text)[0] != name]
    value = state[key]
    more = [] if value is None else [f"{name}:{value}"]
    state["server_prices"] = [*others, *more][-MOST_SERVER_PRICES:]
