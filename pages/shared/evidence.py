"""Where the figures of an answer come from, how old they are and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from model.calibrated import calibration
from model.comparison import Comparison, Status
from model.run_defaults import run_defaults
from model.wording import percent
from pages.shared import answers, labels, urlstate
from pages.tables.markdown import escaped, markdown
from pages.tables.platforms import age_in_words, short_name


class Book(Protocol):
    """What a notice needs to know of a price book."""

    @property
    def origin(self) -> str:
        """What the book was made from."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the book may not be the latest."""

    @property
    def is_bundled(self) -> bool:
        """Whether no live source has a part in it."""

    @property
    def oldest(self) -> date | None:
        """The day of the earliest quote."""

    @property
    def newest(self) -> date | None:
        """The day of the latest quote."""


def price_notice(book: Book, comparison: Comparison, today: date) -> str:
    """What prices the answer rests on, in one line."""
    used = [a.price.as_of for a in comparison.platforms if a.price]
    return book_notice(book, used, today)


def book_notice(book: Book, used: Sequence[date], today: date) -> str:
    """What the price book is, and how old the oldest price used of it is, in one line."""
    age = f" The oldest price used here is {age_in_words(min(used), today)}." if used else ""
    span = f", dated {book.oldest:%d %b %Y} to {book.newest:%d %b %Y}" if book.oldest else ""
    problems = "".join(f" {escaped(text[:1].upper() + text[1:])}." for text in book.problems)
    if not book.is_bundled:
        off = "; offline, so nothing newer is asked for" if answers.offline() else ""
        return f"Prices: {book.origin}{span}{off}.{age}{problems}"
    if answers.offline():
        return f"Offline: {book.origin}{span}.{age}{problems}"
    return f"Prices: {book.origin}{span}; no live source has answered yet.{age}{problems}"


def draw(comparison: Comparison) -> None:
    """The evidence tables: prices, efficiency, chips and run defaults behind the answer."""
    found = tables(comparison)
    st.markdown("**Prices**")
    st.markdown(found["Prices"] or "No platform here has a price.")
    st.markdown("**Efficiency and hardware**")
    st.markdown(_fit())
    st.markdown(found["Efficiency and hardware"] or "No platform here can run the scenario.")
    st.markdown("**Defaults of the run**")
    st.markdown(found["Defaults of the run"])
    urlstate.page_link(
        "pages/evidence.py",
        "Evidence: how much of the uncertainty each of these carries",
        ":material/source:",
    )


def tables(comparison: Comparison) -> dict[str, str]:
    """Those tables by title, each as Markdown; empty where no platform has a row."""
    return {
        "Prices": _prices(comparison),
        "Efficiency and hardware": _efficiency(comparison),
        "Defaults of the run": _defaults(),
    }


def _fit() -> str:
    fit = calibration()
    return (
        f"The efficiency model was fitted on {fit.fitted_on} to {fit.runs:,} published runs up to "
        f"{fit.as_of}. "
        "A range comes from how far it was off on runs that it had not been fitted on, by how "
        "much is published about the platform. Layouts that the search picks count as "
        f"{percent(fit.layout_gap - 1)} slower than on paper, since published recipes stay behind "
        "the best layout by that much."
    )


def _prices(comparison: Comparison) -> str:
    rows = [
        {
            "Platform": short_name(a.instance),
            "USD per instance-hour": f"{a.price.usd_per_hour:,.4f}",
            "Option and region": (
                f"{labels.bought_as(a.price.purchase_option, a.price.payment)}, {a.price.region}"
            ),
            "As of": f"{a.price.as_of:%d %b %Y}",
            "Read at": a.price.evidence,
            "Note": a.price.note,
        }
        for a in comparison.platforms
        if a.price
    ]
    return _table(rows)


def _efficiency(comparison: Comparison) -> str:
    rows = [
        {
            "Platform": short_name(a.instance),
            "What stands behind the prediction": a.plan.step.evidence_text if a.plan else a.reason,
            "Chip": a.instance.accelerator.source,
            "Instance": a.instance.source,
        }
        for a in comparison.platforms
        if a.plan or a.status is Status.CANNOT_RUN
    ]
    return _table(rows)


def _defaults() -> str:
    rows = [
        {
            "Default": row.name.replace("_", " "),
            "Value": f"{row.value:g} {row.unit}",
            "Range": f"{row.low:g} to {row.high:g}",
            "Class": row.evidence_class,
            "Source": row.source,
        }
        for row in run_defaults().values()
    ]
    return _table(rows)


def _table(rows: list[dict[str, str]]) -> str:
    return markdown([{k: escaped(v) for k, v in row.items()} for row in rows])
