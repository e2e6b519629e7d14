"""Prices: what the capacity costs, where it is sold, how old each price is and who says so."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.hardware import instances
from model.market import market, market_sentence, per, price_list
from model.price_unit import PriceUnit
from pages.shared import (
    answers,
    availability,
    downloads,
    evidence,
    headline,
    labels,
    live_prices,
    own_prices,
    urlstate,
)
from pages.tables import price_history as history
from pages.tables import prices as tables

scenario = urlstate.scenario()
dark = st.context.theme.type == "dark"
today = datetime.now(UTC).date()
book, quotes, stale = answers.price_book(), answers.quotes_listed(), answers.stale_prices()
found = answers.derived(market, scenario)
words = market_sentence(found, labels.buying(scenario))

headline.draw(words.headline, words.detail)
st.caption(evidence.book_notice(book, [o.price.as_of for o in found.offers if o.here], today))
st.segmented_control(
    "Price per",
    [str(unit) for unit in PriceUnit],
    format_func=labels.price_unit,
    key="price_unit",
    required=True,
    help=labels.PRICE_UNIT_HELP,
)

rows = tables.chart_rows(found)
if rows:
    st.header(f"US dollars per {per(scenario.price_unit)}")
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        answers.chart("price_by_region", dark),
        key="price_chart",
        alt=tables.chart_in_words(found),
    )
    st.caption(labels.PRICE_CHART_KEY)
    st.markdown(tables.here_shown(found, today, stale))

moves = history.history_rows(found, answers.price_moves(found), answers.price_events(found), today)
if moves:
    st.header("How these prices moved")
    st.vega_lite_chart(
        pa.Table.from_pylist(moves),
        answers.chart("price_history", dark),
        key="history_chart",
        alt=history.history_in_words(found, moves),
    )
    st.caption(labels.HISTORY_KEY)
    with st.expander("What moved them", key="moved", on_change="rerun") as moved:
        if moved.open:
            st.markdown(history.moves_table(moves))

with st.expander("Where can I buy it, and how?", key="buy", on_change="rerun") as buy:
    if buy.open:
        own = [o.instance.instance_type for o in found.here()]
        types = [*dict.fromkeys([scenario.buy_type, *own, *instances()])]
        availability.draw(book, types, today)

own_prices.draw(scenario)

with st.expander("Every price in the book", key="every_price", on_change="rerun") as every:
    if every.open:
        listed = tables.list_rows(
            answers.derived(price_list, scenario), today, quotes, book.taken_back, stale
        )
        st.dataframe(
            pa.Table.from_pylist(tables.list_shown(listed)),
            column_config=tables.list_columns(),
            hide_index=True,
            height=480,
            alt=f"{len(listed):,} prices in every unit",
        )

live_prices.sources(book)

# A file is made after this run, without its session: what it needs is taken now.
prices = answers.prices(scenario)
downloads.draw(
    "prices",
    tables={
        "Prices here": tables.here_table(found, today) if rows else "",
        "Every price in the book": lambda: tables.list_file(
            tables.list_rows(price_list(scenario, prices), today, quotes, book.taken_back, stale)
        ),
        "How prices moved": history.moves_table(moves),
        **live_prices.tables(book, datetime.now(UTC)),
    },
    charts={
        "Prices by region": downloads.Chart(answers.chart("price_by_region", False), rows),
        "How prices moved": downloads.Chart(answers.chart("price_history", False), moves),
    },
)
