"""Crossover's entry point: page frame, navigation and the scenario shared by all pages."""

import streamlit as st

import observe
from pages.shared import answers, form, live_prices, loaded, own_address, shell, turns, urlstate

own_address.never_ask()

# A picture of its own: without one the browser asks another host for the first page's icon.
st.set_page_config(
    page_title="Crossover: NVIDIA or Trainium?", page_icon=shell.PICTURE, layout="wide"
)
page = st.navigation(shell.pages(), position="top")
with observe.rerun(page.url_path or shell.FIRST_PAGE), turns.turn():
    urlstate.pull(page.url_path)
    urlstate.push()
    form.draw()
    shell.notices()
    with shell.entered():
        page.run()
    live_prices.progress()
    # Last, so that the first visitor after a start sees the page before prices are read.
    answers.keep_prices_fresh()
    loaded.stays()
