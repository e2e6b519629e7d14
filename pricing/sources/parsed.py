"""What reading a source's format gives, or why it gives nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pricing.bulk import many_objects
from pricing.checks import Rejected, check_rows
from pricing.quote import Quote
from pricing.sources.rate_of_one import without_rates_of_one

# What reading a document raises that has not the parts or kinds of values it is known to have.
MISSHAPEN = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


class SourceRefused(Exception):
    """Nothing of this answer is believed; what was known before stays."""


class LayoutChanged(SourceRefused):
    """The answer is not in the format this source is known to have."""


class StaleFeed(SourceRefused):
    """The source says itself that its data are old."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Quotes of a source, and the rows that were not believed."""

    quotes: tuple[Quote, ...]
    rejected: tuple[Rejected, ...]


def parsed_rows(
    source: str, rows: Iterable[Mapping[str, object]], rejected: Iterable[Rejected] = ()
) -> Parsed:
    """Quotes of a source's rows, each checked by itself and against the others.

    Args:
        source: name of the source, for the error.
        rows: fields of `Quote`.
        rejected: rows already refused, with their reasons.

    Raises:
        LayoutChanged: not one row became a quote: an empty answer must not empty the book.
    """
    with many_objects():
        checked = check_rows(rows)
        agreed, contradicted = _agreed(checked.accepted)
        agreed, posing = without_rates_of_one(agreed)
    refused = (*rejected, *checked.rejected, *contradicted, *posing)
    if not agreed:
        first = f", the first because {refused[0].reason}" if refused else ""
        raise LayoutChanged(f"{source}: no usable price in it ({len(refused)} rows refused{first})")
    return Parsed(agreed, refused)


def _agreed(quotes: Iterable[Quote]) -> tuple[tuple[Quote, ...], list[Rejected]]:
    """One quote a key: repeats are one, contradictions none, as nothing says which is right."""
    same_key: dict[tuple[str, ...], list[Quote]] = defaultdict(list)
    for quote in quotes:
        same_key[quote.key].append(quote)
    agreed: list[Quote] = []
    rejected: list[Rejected] = []
    for key, group in same_key.items():
        prices = sorted({quote.usd_per_hour for quote in group})
        if len(prices) == 1:
            agreed.append(group[0])
        else:
            shown = ", ".join(f"{price:g}" for price in prices[:5])
            reason = f"the source contradicts itself: {shown} USD per hour"
            rejected.append(Rejected(" ".join(filter(None, key)), reason))
    return tuple(agreed), rejected
