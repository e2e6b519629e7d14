"""Your runs: a step log brings the predictions for a platform into line with the user's own."""

from pages.shared import shell

shell.require_entry()

from collections.abc import Iterable

import pyarrow as pa
import streamlit as st

from model.anchor import write_anchor
from model.architecture import presets
from model.hardware import instances
from model.run_log import words
from model.run_log.effect import effect
from model.run_log.formats import formats
from model.run_log.measure import DEGREES, LogSource, Measured, measure
from model.run_log.read import NoLog, RunLog, read_log
from model.run_log.text import MAX_BYTES, decoded
from model.scenario import CUSTOM_MODEL
from model.scenario.run_log_inputs import MOST_ANCHORS
from pages.shared import answers, downloads, kept, labels, urlstate
from pages.tables import your_runs as tables
from pages.tables.markdown import escaped, unbroken

LAYOUT = dict.fromkeys((f"log_{name}" for name in DEGREES), 0)
scenario = urlstate.scenario()
first = scenario.platforms[0]
DEFAULTS = {
    "log_text": "",
    "log_platform": next((p for p in scenario.platforms if p.startswith("trn")), first),
    "log_instances": scenario.instances or 16,
    "log_model": scenario.model,
    "log_seq_len": scenario.seq_len,
    "log_batch": scenario.global_batch_seqs,
    **LAYOUT,
}
kept.restore(DEFAULTS)
if st.session_state["log_model"] == CUSTOM_MODEL and scenario.architecture is None:
    st.session_state["log_model"] = scenario.model


def use(text: str) -> None:
    """Take a measurement over into the scenario, in place of one of the same platform."""
    platform = text.split(":")[0]
    held = [a for a in st.session_state["anchors"] if a.split(":")[0] != platform]
    st.session_state["anchors"] = [*held[-(MOST_ANCHORS - 1) :], text]


def forget(text: str) -> None:
    """Take a measurement out of the scenario."""
    st.session_state["anchors"] = [a for a in st.session_state["anchors"] if a != text]


def log_of() -> RunLog | NoLog:
    """What the pasted text or the uploaded file holds."""
    if upload is None:
        return read_log(st.session_state["log_text"])
    try:
        return read_log(decoded(upload.getvalue()))
    except ValueError as error:
        return NoLog(str(error))


def source_of(log: RunLog) -> LogSource | str:
    """Where the log came from; or what does not go together."""
    state = st.session_state
    try:
        changed = scenario.changed(
            model=state["log_model"],
            architecture=scenario.architecture if state["log_model"] == CUSTOM_MODEL else None,
            seq_len=state["log_seq_len"],
            global_batch_seqs=log.batch_seqs or state["log_batch"],
        )
        ran = changed.workload()
    except ValueError as error:
        return str(error)
    degrees = {name: state[f"log_{name}"] for name in DEGREES if state[f"log_{name}"]}
    instance = instances()[state["log_platform"]]
    return LogSource(instance, state["log_instances"], ran, degrees, scenario.maturity)


def listed(items: Iterable[str]) -> str:
    """Items as a Markdown list."""
    return "\n".join(f"- {escaped(item)}" for item in items)


head = st.container()
st.header("Your log")
left, right = st.columns([3, 2])
with left:
    st.text_area(
        "Paste lines of a training log",
        key="log_text",
        height=210,
        max_chars=MAX_BYTES,
        placeholder="iteration 43/100 | elapsed time per iteration (ms): 5444.9 | …",
        help="It is read here and kept in this session only. It never goes into the link.",
    )
    upload = st.file_uploader(
        "or upload it", type=["log", "txt", "out", "csv"], max_upload_size=2, key="log_file"
    )
with right:
    st.selectbox(
        "It ran on",
        [*scenario.platforms, *(name for name in instances() if name not in scenario.platforms)],
        format_func=labels.platform,
        key="log_platform",
    )
    st.number_input("Instances", 1, 10_000, step=1, key="log_instances")
    own = [CUSTOM_MODEL] if scenario.architecture else []
    st.selectbox("It trained", [*presets(), *own], format_func=labels.model, key="log_model")
    one, two = st.columns(2)
    one.number_input("Sequence length", 128, 1_048_576, step=1, key="log_seq_len")
    two.number_input(
        "Global batch", 1, 1_000_000, step=1, key="log_batch",
        help="Sequences in one optimizer step. What the log itself says comes first.",
    )  # fmt: skip
    st.caption(
        f"Task and precision are those of the scenario: {labels.task(scenario.task).lower()}, "
        f"{labels.precision(scenario.precision)}."
    )
    box = st.expander("Layout, if you know it", key="log_layout", on_change="rerun")
    if box.open:
        with box:
            for name in DEGREES:
                st.number_input(
                    name.replace("_", " ").capitalize(), 0, 10_000, step=1, key=f"log_{name}",
                    help="0 where you do not know: the best that agrees with the rest is taken.",
                )  # fmt: skip
kept.save(DEFAULTS)

log = log_of()
found: Measured | str = ""
if isinstance(log, RunLog):
    source = source_of(log)
    try:
        found = source if isinstance(source, str) else measure(log, source)
    except ValueError as error:
        found = str(error)

with head:
    instance = instances()[st.session_state["log_platform"]]
    if isinstance(found, Measured):
        st.title(unbroken(words.headline(found, instance)))
        st.markdown(unbroken(f"**{escaped(words.detail(found))}**"))
    else:
        st.title("Bring your log: the model learns from your own runs")
        st.markdown(
            "Paste step times of a run on one of the platforms. Predictions for that platform move "
            "to what you measured, their ranges shrink on every page, and the link keeps it."
        )

if isinstance(log, RunLog):
    st.markdown(escaped(f"{words.facts(log)} {words.per_rank(log, instance)}"))
    for note in log.notes:
        st.warning(escaped(note))
    if isinstance(found, str):
        st.error(escaped(found))
    else:
        anchor = write_anchor(found.anchor)
        if anchor in scenario.anchors:
            st.success("This measurement is in use on every page, and in the link.")
        else:
            st.button(
                "Use it on every page", key="use_anchor", on_click=use,
                args=(anchor,),
            )  # fmt: skip
        st.header(f"Steps in the log, in {log.quantity}")
        points = tables.points(log, instance)
        st.vega_lite_chart(
            pa.Table.from_pylist(points),
            answers.chart("step_values", st.context.theme.type == "dark"),
            key="step_values_chart",
            alt=f"{log.quantity} in the order of the log. {words.facts(log)}",
        )
        st.markdown(tables.measured_table(found))
        downloads.draw(
            "your_runs",
            tables={"What was measured": tables.measured_table(found)},
            charts={"Steps": downloads.Chart(answers.chart("step_values", False), points)},
        )
elif st.session_state["log_text"] or upload is not None:
    st.warning(escaped(log.reason))
    if log.looked_for:
        st.markdown("What was looked for:\n\n" + listed(log.looked_for))
else:
    st.markdown(
        "These logs are read:\n\n" + listed(f"{kind.name}: {kind.looks_for}" for kind in formats())
    )

if scenario.anchors:
    st.header("In use")
    changed = answers.derived(effect, scenario)
    st.markdown(escaped(words.effect_in_words(changed)))
    st.markdown(tables.effect_table(changed))
    downloads.draw(
        "your_runs_in_use",
        tables={"What it changes": tables.effect_table(changed)},
        label="Download “In use”",
    )
    for text in scenario.anchors:
        name = text.split(":")[0]
        st.button(f"Forget {name}", key=f"forget_{text}", on_click=forget, args=(text,))
