"""Budget: what an amount of money trains on each platform."""

from pages.shared import shell

shell.require_entry()

from datetime import UTC, datetime

import pyarrow as pa
import streamlit as st

from model.budget import budget_sentence, fleets, savings_sentence
from model.scenario.budget_inputs import BudgetGoal, TokenChoice
from model.wording import counted
from pages.shared import answers, downloads, evidence, fields, headline, labels, units, urlstate
from pages.shared.waiting import Waiting
from pages.tables import budget as tables
from pages.tables.markdown import escaped

scenario = urlstate.scenario()
with Waiting("Searching for what the money buys, platform by platform") as waiting:
    found = answers.bought(scenario, waiting.step)
words = budget_sentence(found)
today = datetime.now(UTC).date()
goal = scenario.budget_goal

headline.draw(escaped(words.headline), words.detail, tables.subject(scenario))
units.switch()
units.note(labels.BUDGET_UNIT)
st.caption(evidence.price_notice(answers.price_book(), found.comparison, today))

st.segmented_control(
    "Get the most of",
    [str(option) for option in BudgetGoal],
    format_func=labels.budget_goal,
    key="budget_goal",
    required=True,
    help=labels.GOAL_HELP,
)
left, middle, right = st.columns(3, vertical_alignment="bottom")
with left:
    fields.count("budget_usd", "Budget (USD)", labels.BUDGET_HELP)
if goal is BudgetGoal.LOWEST_LOSS:
    with middle:
        st.selectbox(
            "Tokens",
            [str(option) for option in TokenChoice],
            format_func=labels.token_choice,
            key="token_choice",
            help=labels.TOKEN_CHOICE_HELP,
        )
by_ratio = goal is BudgetGoal.LOWEST_LOSS and scenario.token_choice is TokenChoice.RATIO
if goal is BudgetGoal.LARGEST_MODEL or by_ratio:
    with right if by_ratio else middle:
        fields.count("tokens_per_parameter", "Tokens per parameter", labels.RATIO_HELP)
elif goal is BudgetGoal.LOWEST_LOSS and scenario.token_choice is TokenChoice.LIFETIME:
    with right:
        fields.count("served_billion_tokens", "Tokens served (billions)", labels.SERVED_HELP)

rows = tables.chart_rows(found)
if rows:
    st.header("What the budget buys on each platform")
    st.vega_lite_chart(
        pa.Table.from_pylist(rows),
        answers.chart(tables.CHART[goal], st.context.theme.type == "dark"),
        key=f"bought_{goal}",
        alt=tables.chart_in_words(found),
    )
st.markdown(tables.outcome_table(found))
st.caption(labels.BUDGET_KEY)

st.header("Savings train additional models")
st.markdown(escaped(savings_sentence(found)))

st.header("The smallest cluster that meets the deadline")
smallest = answers.derived(fleets, scenario)
if smallest:
    deadline = counted(scenario.deadline_days or 0, "day")
    st.markdown(f"For this scenario, expected to finish in {deadline}:")
    st.markdown(tables.fleet_table(smallest, scenario.unit))
    st.caption(labels.FLEET_KEY)
else:
    st.markdown("This scenario gives a number of instances. Choose a deadline in the form for it.")

downloads.draw(
    "budget",
    tables={
        "What the budget buys": tables.outcome_table(found),
        "Smallest clusters": tables.fleet_table(smallest, scenario.unit) if smallest else "",
        "Scaling law": tables.law_table(),
    },
    charts={
        "What the budget buys": downloads.Chart(answers.chart(tables.CHART[goal], False), rows)
    },
)

box = st.expander("Where these figures come from", key="budget_sources", on_change="rerun")
if box.open:
    with box:
        st.markdown("**Models of free size**")
        st.markdown(labels.FAMILY_TEXT)
        st.markdown("**Predicted loss**")
        st.markdown(labels.LAW_TEXT)
        st.markdown(tables.law_table())
        evidence.draw(found.comparison)
