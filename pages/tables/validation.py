"""Rows of the Validation page: points, errors by group, runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.csv_text import Cell
from model.hardware import accelerators
from model.scenario.validation_inputs import RunsBy
from model.validation.held_out import HeldOutRun
from model.validation.peers import peer_accuracies
from model.validation.track_record import Group, TrackRecord
from model.validation.whole_runs import WholeRun
from model.wording import DASH, MINUS, count, percent, significant
from pages.shared import labels
from pages.shared import trust_labels as words
from pages.tables.markdown import escaped, markdown

FAMILY = {"nvidia": "NVIDIA", "trainium": "Trainium"}
MOST_SHOWN = 25


def points(record: TrackRecord) -> list[dict[str, object]]:
    """The data of the scatter: a point a run, the diagonal and both sides of the band."""
    rows: list[dict[str, object]] = [
        {
            "kind": "point",
            "run": run_in_words(run),
            "family": FAMILY[run.family],
            "measured": run.measured,
            "predicted": run.predicted,
            "words": (
                f"measured {rate(run.measured)}, predicted {rate(run.predicted)} "
                f"({rate(run.low)}{DASH}{rate(run.high)})"
            ),
            "source": f"{run.source}, {run.date}",
            "line": "exact",
            "side": "",
        }
        for run in record.runs
    ]
    if not rows:
        return rows
    ends = min(r.measured for r in record.runs), max(r.measured for r in record.runs)
    sides = (("exact", 1.0), ("band", record.band), ("band", 1 / record.band))
    for kind, factor in sides:
        for end in ends:
            rows.append(_line(kind, f"{factor:.6g}", end, end * factor))
    return rows


def _line(kind: str, side: str, measured: float, predicted: float) -> dict[str, object]:
    return {
        "kind": "line", "run": "", "family": FAMILY["nvidia"], "measured": measured,
        "predicted": predicted, "words": "", "source": "", "line": kind, "side": side,
    }  # fmt: skip


def run_in_words(run: HeldOutRun) -> str:
    """What a run was, e.g. `Llama3-70B on 512 H100 SXM, BF16, pre-train`."""
    return (
        f"{run.model} on {run.accelerators:,} × {accelerators()[run.chip].name}, "
        f"{labels.precision(run.precision)}, {labels.task(run.task).lower()}"
    )


def rate(tokens_per_s: float) -> str:
    """Tokens per second with three significant digits."""
    rounded = significant(tokens_per_s, 3)
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:,.3g}"


def signed(error: float) -> str:
    """A relative error, e.g. `+9 %`."""
    return f"{'+' if error >= 0 else MINUS}{percent(error)}"


def group_table(groups: Sequence[Group], total: Group, by: RunsBy) -> str:
    """Errors by group and of all runs, as a Markdown table."""
    named = [*((group, group_name(group.name, by)) for group in groups), (total, total.name)]
    rows = [
        {
            words.RUNS_BY[by]: escaped(name),
            "Runs": f"{group.model.n:,}",
            "Median error": percent(group.model.median),
            "Mean": percent(group.model.mean),
            "Nine of ten within": percent(group.model.p90),
            "Measured inside the 80 % range": percent(group.model.coverage),
            "Median error of a fixed MFU": percent(group.constant.median),
            "Its mean": percent(group.constant.mean),
        }
        for group, name in named
    ]
    return markdown(rows)


def group_name(name: str, by: RunsBy) -> str:
    """A group's name as people read it."""
    if by is RunsBy.CHIP:
        return accelerators()[name].name
    if by is RunsBy.PRECISION:
        return labels.precision(name)
    if by is RunsBy.TASK:
        return labels.task(name)
    if by is RunsBy.PUBLISHED_AS:
        return words.PUBLISHED_AS[name]
    return words.EVIDENCE.get(name, name) if by is RunsBy.EVIDENCE else name


def run_table(runs: Sequence[HeldOutRun]) -> str:
    """Runs with measured, predicted and the range, as a Markdown table."""
    rows = [
        {
            "Run": escaped(run_in_words(run)),
            "Measured": rate(run.measured),
            "Predicted, 80 % range": f"{rate(run.low)}{DASH}{rate(run.high)}",
            "Error": signed(run.error),
            "Measured MFU": percent(run.measured_mfu),
            "Evidence": words.EVIDENCE[run.evidence],
            "Source": escaped(f"{run.source}, {run.date}"),
        }
        for run in runs[:MOST_SHOWN]
    ]
    return markdown(rows)


def whole_run_table(runs: Sequence[WholeRun]) -> str:
    """Whole trainings, the best predicted first, as a Markdown table."""
    rows = [
        {
            "Training": escaped(run.name),
            "On": f"{'' if run.number_published else 'about '}{run.accelerators:,} × "
            f"{accelerators()[run.chip].name}",
            "Reported hours": count(run.reported_hours),
            "Predicted, 80 % range": f"{count(significant(run.low))}{DASH}"
            f"{count(significant(run.high))}",
            "Error": signed(run.error),
            "The hours are of": escaped(run.covers),
            "Source": escaped(
                f"{run.source}, {run.as_of}{'' if run.primary else ' (not its authors)'}"
            ),
        }
        for run in sorted(runs, key=lambda run: abs(run.error))
    ]
    return markdown(rows)


def peer_table(own: Group | None) -> str:
    """What other tools get, and this model on the runs shown."""
    rows = [
        {
            "Runs": escaped(peer.runs_in_words),
            "Tool": escaped(peer.tool),
            "Mean error": percent(peer.low)
            if peer.low == peer.high
            else f"{percent(peer.low)[:-2]} to {percent(peer.high)}",
            "Measured by": peer.measured_by,
            "As of": peer.as_of,
            "Source": escaped(". ".join(filter(None, (peer.source, peer.notes)))),
        }
        for peer in peer_accuracies()
    ]
    if own is None:
        return markdown(rows)
    here = f"the {own.model.n:,} runs shown above, held out"
    ours = [("This model", own.model.mean), ("fixed MFU per chip and precision", own.constant.mean)]
    first = [
        {
            "Runs": here, "Tool": f"**{tool}**", "Mean error": f"**{percent(mean)}**",
            "Measured by": "us", "As of": "this version", "Source": "computed from the table above",
        }
        for tool, mean in ours
    ]  # fmt: skip
    return markdown([*first, *rows])


def group_cells(groups: Iterable[Group], by: RunsBy) -> list[dict[str, Cell]]:
    """Errors by group, unrounded."""
    names = ("n", "median", "mean", "p90", "bias", "coverage", "half_width")
    return [
        {
            by.value: group.name,
            **{name: getattr(group.model, name) for name in names},
            "constant_mfu_median": group.constant.median,
            "constant_mfu_mean": group.constant.mean,
        }
        for group in groups
    ]


def run_cells(runs: Iterable[HeldOutRun]) -> list[dict[str, Cell]]:
    """Runs with what was measured and predicted, unrounded."""
    names = (
        "id", "source", "date", "url", "model", "chip", "precision", "task", "accelerators",
        "measured", "measured_mfu", "predicted", "low", "high", "error", "constant", "evidence",
    )  # fmt: skip
    return [{name: getattr(run, name) for name in names} for run in runs]


def whole_run_cells(runs: Iterable[WholeRun]) -> list[dict[str, Cell]]:
    """Whole trainings with reported and predicted hours, unrounded."""
    names = (
        "id", "name", "chip", "accelerators", "number_published", "reported_hours",
        "predicted_hours", "low", "high", "error", "covers", "primary", "also_fitted", "source",
        "as_of",
    )  # fmt: skip
    return [{name: getattr(run, name) for name in names} for run in runs]
