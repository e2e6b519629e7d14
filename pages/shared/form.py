"""The scenario form in the sidebar."""

from __future__ import annotations

import streamlit as st

from model.architecture import presets
from model.hardware import Instance, instances
from model.regions import ANY_REGION, regions
from model.scenario import CUSTOM_MODEL, CustomArchitecture, PurchaseOption, Scenario
from model.workload import Maturity, Precision, Task
from pages.shared import form_values, labels, owned_inputs
from pages.shared.fields import count, mistake

# Tools that measure and tests find the slider by this label.
DEADLINE_LABEL = "Deadline (days)"


def draw() -> None:
    """Draw every widget of the scenario; their values are in the session under their keys."""
    with st.sidebar:
        st.header("Crossover")
        st.caption("What training costs on NVIDIA and on Trainium.")
        _model()
        _work()
        _platforms()
        _size()
        _maturity()
        _around()


def _model() -> None:
    st.selectbox(
        "Model",
        [*presets(), CUSTOM_MODEL],
        format_func=labels.model,
        key="model",
        help="A published architecture, or your own dimensions.",
    )
    if st.session_state["model"] == CUSTOM_MODEL:
        with st.expander("Own architecture", expanded=True):
            for name, field in CustomArchitecture.model_fields.items():
                _dimension(name, field.title or name)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Task",
            [str(option) for option in Task],
            format_func=labels.task,
            key="task",
            help=labels.TASK_HELP,
        )
    with right:
        st.selectbox(
            "Precision",
            [str(option) for option in Precision],
            format_func=labels.precision,
            key="precision",
            help="Number format of the large matrix multiplications.",
        )


def _dimension(name: str, title: str) -> None:
    low, high = labels.bounds(CustomArchitecture, name)
    if low is None or high is None:
        st.checkbox(title, key=name)
    else:
        st.number_input(title, low, high, step=1, key=name)


def _work() -> None:
    st.text_input("Training tokens", key="tokens", help="As in 15T, 300B or 2,000,000.")
    mistake("tokens")
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        count("seq_len", "Sequence length", "Tokens in one training sequence.")
    with right:
        count("global_batch_seqs", "Global batch", "Sequences in one optimizer step.")


def _maturity() -> None:
    st.selectbox(
        "Tuning",
        [str(option) for option in Maturity],
        format_func=labels.maturity,
        key="maturity",
        help=labels.MATURITY_HELP,
    )


def _around() -> None:
    box = st.expander("Around the run", key="around", on_change="rerun")
    if box.open:
        with box:
            count("spare_percent", "Spare instances (%)", labels.SPARE_HELP)
            count("experiments_percent", "Experiments (%)", labels.EXPERIMENTS_HELP)
            count("checkpoints_kept", "Checkpoints kept", labels.CHECKPOINTS_HELP)


def _platforms() -> None:
    options = [i.instance_type for i in instances().values() if _offered(i)]
    st.multiselect(
        "Platforms",
        options,
        format_func=labels.platform,
        key="platforms",
        max_selections=12,
        help="Instance types to compare, NVIDIA and Trainium.",
    )
    mistake("platforms")
    st.selectbox(
        "Region",
        [ANY_REGION, *regions()],
        format_func=labels.region,
        key="region",
        help="Prices of this region only. 'Cheapest region' takes the lowest open to everybody.",
    )
    st.selectbox(
        "Purchase option",
        [str(option) for option in PurchaseOption],
        format_func=labels.purchase_option,
        key="purchase_option",
        help=labels.PURCHASE_HELP,
    )
    if st.session_state["purchase_option"] == PurchaseOption.OWNED:
        owned_inputs.draw()


def _offered(instance: Instance) -> bool:
    return instance.provider == "aws" or instance.instance_type in st.session_state["platforms"]


def _size() -> None:
    st.radio(
        "Size the cluster by",
        [form_values.BY_DEADLINE, form_values.BY_INSTANCES],
        format_func=str.capitalize,
        horizontal=True,
        key="size_by",
    )
    if st.session_state["size_by"] == form_values.BY_DEADLINE:
        low, high = labels.bounds(Scenario, "deadline_days")
        st.slider(
            DEADLINE_LABEL,
            low,
            high,
            key="deadline_days",
            help="Each platform gets the cheapest cluster that is expected to finish in time.",
        )
    else:
        count("instances", "Instances", "The same number of instances on each platform.")
