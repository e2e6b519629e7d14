"""Validation: predicted against measured for every published run, held out."""

from pages.shared import shell

shell.require_entry()

from collections.abc import Callable

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.hardware import accelerators
from model.scenario.validation_inputs import ALL, RunsBy
from model.validation.held_out import held_out_runs, not_predicted, publishers_of
from model.validation.left_out import LeftOut
from model.validation.publisher import publishers
from model.validation.track_record import track_record
from model.validation.whole_runs import in_words, whole_runs
from model.wording import percent
from pages.shared import answers, downloads, fields, headline, labels, urlstate
from pages.shared import trust_labels as words
from pages.tables import validation as tables
from pages.tables.markdown import escaped

scenario = urlstate.scenario()
record = answers.derived(track_record, scenario)

headline.draw(record.headline, record.detail)
points = tables.points(record)
if record.total:
    downloads.draw(
        "validation",
        tables={
            f"Errors by {scenario.runs_by}": lambda: tables.group_cells(
                record.groups, scenario.runs_by
            ),
            f"These {len(record.runs):,} runs": lambda: tables.run_cells(record.runs),
            "The worst misses": lambda: tables.run_cells(record.worst),
            "Whole trainings": lambda: tables.whole_run_cells(whole_runs()),
            "Other tools": tables.peer_table(record.total),
        },
        charts={
            "Predicted against measured": downloads.Chart(
                answers.chart("predicted_vs_measured", dark=False), points
            )
        },
    )

seen = held_out_runs(scenario.runs_left_out)
named = set(publishers_of(scenario.runs_left_out))


def _filter(
    place: DeltaGenerator, key: str, label: str, values: set[str], name: Callable[[str], str]
) -> None:
    chosen = {getattr(scenario, key)} - {ALL}
    place.selectbox(
        label,
        [ALL, *sorted(values | chosen)],
        format_func=lambda value: name(value) if value else "All",
        key=key,
    )


places = st.columns(4)
chips = {run.chip for run in seen}
_filter(places[0], "runs_chip", "Chip", chips, lambda chip: accelerators()[chip].name)
_filter(places[1], "runs_publisher", "Source", named, publishers().__getitem__)
_filter(places[2], "runs_precision", "Precision", {r.precision for r in seen}, labels.precision)
_filter(places[3], "runs_task", "Task", {r.task for r in seen}, labels.task)
left, right = st.columns([3, 2], vertical_alignment="bottom")
left.text_input(
    "Find a run", key="runs_find", placeholder="llama 70b h100", help=words.FIND_HELP
)  # fmt: skip
fields.mistake("runs_find")
right.selectbox(
    "Left out of the fit",
    [str(option) for option in LeftOut],
    format_func=words.LEFT_OUT.__getitem__,
    key="runs_left_out",
    help=words.LEFT_OUT_HELP,
)

if record.total:
    st.header("Predicted against measured")
    st.caption(
        "One point is one published run; on the solid line the prediction is exact. Four of five "
        f"points lie between the dashed lines, within a factor of {record.band:.2f}."
    )
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(
        pa.Table.from_pylist(points),
        answers.chart("predicted_vs_measured", dark),
        key="validation_chart",
        alt=f"Predicted against measured throughput of {len(record.runs):,} published runs. "
        + record.detail,
    )

    st.header("How far off")
    st.segmented_control(
        "Errors by",
        [str(option) for option in RunsBy],
        format_func=lambda v: words.RUNS_BY[RunsBy(v)],
        key="runs_by",
        required=True,
    )
    st.markdown(tables.group_table(record.groups, record.total, scenario.runs_by))
    st.caption(words.ERROR_KEY)
    if scenario.runs_find:
        st.header("Runs found")
        st.markdown(tables.run_table(record.runs))
        if len(record.runs) > tables.MOST_SHOWN:
            st.caption(
                f"The first {tables.MOST_SHOWN} of {len(record.runs):,}; all are in the CSV file."
            )

    worst = st.expander("The worst misses", key="worst_misses", on_change="rerun", expanded=False)
    if worst.open:
        with worst:
            st.markdown(tables.run_table(record.worst))

wholes = st.expander("Whole trainings", key="whole_trainings", on_change="rerun")
if wholes.open:
    with wholes:
        st.markdown(escaped(in_words(whole_runs())))
        st.markdown(tables.whole_run_table(whole_runs()))
        st.caption(words.WHOLE_RUNS_KEY)

peers = st.expander("What other tools get", key="peer_tools", on_change="rerun")
if peers.open:
    with peers:
        st.markdown(words.PEERS_NOTE)
        st.markdown(tables.peer_table(record.total))

how = st.expander("How this is measured", key="validation_how", on_change="rerun")
if how.open:
    with how:
        st.markdown(words.VALIDATION_HOW)
        st.markdown(
            f"Rows of the table of published runs that are not predicted: "
            f"{escaped('; '.join(not_predicted())) or 'none'}."
        )
        st.markdown(
            "80 % ranges by what stands behind a prediction, of a benchmark and of a report: "
            + "; ".join(
                f"{name}, {percent(tight)} and {percent(wide)} either way"
                for name, tight, wide in words.widths()
            )
            + "."
        )
