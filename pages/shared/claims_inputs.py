"""The inputs of the Claims page, and what its tables mean."""

from __future__ import annotations

import streamlit as st

from model.claims.ledger import OWN_CLAIM, Kind, Reading, ledger
from model.claims.report import ClaimReport
from model.claims.sentence import reading_in_words
from model.claims.serving import apple_shape, serving_mfu, serving_mfu_source
from model.hardware import accelerators
from model.scenario import Scenario
from model.scenario.claims_inputs import CHEAPEST, ClaimMeaning, baselines
from model.scenario.quantity import format_quantity
from model.wording import DASH, percent, significant, usd
from pages.shared import fields
from pages.tables.claims import claim_label
from pages.tables.markdown import escaped

_TABLE_KEY = (
    "“Same work for 0.5x”: half of what it costs at the baseline. More models: what the saving "
    "trains besides, for each model and in a year of your spend. MFU: the share of the chips' "
    "dense peak that the model's own arithmetic gets; a range holds four of five outcomes. A claim "
    "holds from a probability of 90 % on, and does not below 10 %."
)
_POWER_KEY = (
    " Electricity: AWS publishes no power of Trainium; outside estimates are used, and their "
    "spread with them."
)
PAIRS_KEY = (
    "Dashed: what each reading asks for; left of it the claim holds. More than 160 % is drawn "
    "at the edge."
)
_MEANINGS = {
    ClaimMeaning.UNSTATED: "not said",
    ClaimMeaning.COST: "less cost",
    ClaimMeaning.WORK: "more work per dollar",
    ClaimMeaning.SPEED: "more work per hour",
}


def table_key(report: ClaimReport) -> str:
    """What the table of readings means."""
    counted = any(test.reading is Reading.ENERGY for test in report.examined.tests)
    return _TABLE_KEY + (_POWER_KEY if counted else "")


def draw_claim() -> None:
    """Draw what chooses a claim, what it is held against, and the spend it is applied to."""
    st.selectbox("Claim", [*ledger(), OWN_CLAIM], format_func=claim_label, key="claim")
    fields.mistake("claim")
    if st.session_state["claim"] == OWN_CLAIM:
        left, right = st.columns(2, vertical_alignment="bottom")
        with left:
            fields.count("claim_percent", "Percent claimed", "As in “50 % better”.")
        right.selectbox(
            "Percent of what",
            [str(meaning) for meaning in ClaimMeaning],
            format_func=lambda value: _MEANINGS[ClaimMeaning(value)],
            key="claim_meaning",
        )
    left, right = st.columns(2, vertical_alignment="bottom")
    known = ledger().get(st.session_state["claim"])
    inference = known is not None and known.kind is Kind.INFERENCE
    left.selectbox(
        "Held against",
        [CHEAPEST, *baselines()],
        format_func=_baseline,
        key="claim_against",
        disabled=inference,
        help="For claims about training. Where a claim names a baseline, that one is the first.",
    )
    with right:
        fields.count("yearly_usd", "Your yearly spend (USD)", "What you pay now for the same work.")


def _baseline(chip: str) -> str:
    if chip == CHEAPEST:
        return "What the claim names, or the cheapest NVIDIA chosen"
    return accelerators()[chip].name


def money(report: ClaimReport) -> str:
    """What a claim about inference means for the user's spend."""
    said = [
        f"As {reading_in_words(t.reading, t.percent)}: {usd(t.saved_usd)} less a year, or "
        f"{significant(t.more_work):.2g} units of work more beside each one."
        for t in report.pairs.tests
    ]
    return escaped("On your yearly spend, if it held. " + " ".join(said))


def draw_serving(scenario: Scenario) -> None:
    """Draw the shares and the volume of what is answered, and the door to Apple's shape."""
    shares, volume = st.columns(2), st.columns(3)
    with shares[0]:
        fields.count("on_device", "On the device (%)", "Share of all tokens; none is public.")
    with shares[1]:
        fields.count("own_servers", "Of the rest, own servers (%)", "As on Apple's PCC.")
    with volume[0]:
        fields.count("daily_billion_tokens", "Tokens a day (billions)", "Read and written, in all.")
    with volume[1]:
        fields.count(
            "server_model_billions", "Server model (billion parameters)", "Active for each token."
        )
    with volume[2]:
        fields.count("server_busy_percent", "Servers busy (%)", "PCC was reported at about 10 %.")
    st.button(
        "Pre-train Apple's on-device model in this scenario",
        on_click=_apple,
        args=(scenario,),
        key="apple_shape",
        help="AFM-on-device of 2024: 2.7 billion parameters, 7.4 trillion tokens.",
    )


def serving_key() -> str:
    """What the bill rests on."""
    mfu = serving_mfu()
    return (
        f"The bill counts two operations for each active parameter and token, at an MFU of "
        f"{percent(mfu.median)} ({mfu.low * 100:.0f}{DASH}{mfu.high * 100:.0f} %) on every chip "
        f"alike: it says what a share saves, not which chip serves better. {serving_mfu_source()}. "
        "Apple publishes neither the shares nor its volumes; the 40 % was said of services on AWS, "
        "not of Apple Intelligence."
    )


def _apple(scenario: Scenario) -> None:
    shape = apple_shape(scenario)
    for name, value in shape.items():
        if name == "tokens" and isinstance(value, int):
            st.session_state[name] = format_quantity(value)
        elif name != "architecture":
            st.session_state[name] = value
