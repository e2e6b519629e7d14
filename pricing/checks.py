"""What a quote must pass before the price book believes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from pricing.aws_accelerators import with_accelerators
from pricing.quote import PurchaseOption, Quote

# Sources round at the fifth or sixth digit; a spot price "above" on-demand by that is equal to it.
ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not believed, and why."""

    row: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Quotes that passed, and rows that did not."""

    accepted: tuple[Quote, ...]
    rejected: tuple[Rejected, ...]


def check_rows(rows: Iterable[Mapping[str, object]]) -> Checked:
    """Quotes from raw rows; a row that is no quote is rejected with a reason, never guessed."""
    quotes: list[Quote] = []
    rejected: list[Rejected] = []
    for row in rows:
        try:
            quotes.append(Quote.model_validate(with_accelerators(row)))
        except ValidationError as error:
            rejected.append(Rejected(_label(row), _reason(error)))
    together = check_together(quotes)
    return Checked(together.accepted, (*rejected, *together.rejected))


def check_together(quotes: Sequence[Quote]) -> Checked:
    """Reject what contradicts the others: spot above on-demand of the same type and place."""
    on_demand = {
        (q.provider, q.region, q.instance_type): q.usd_per_hour
        for q in quotes
        if q.purchase_option is PurchaseOption.ON_DEMAND
    }
    accepted: list[Quote] = []
    rejected: list[Rejected] = []
    for quote in quotes:
        ceiling = on_demand.get((quote.provider, quote.region, quote.instance_type))
        is_spot = quote.purchase_option is PurchaseOption.SPOT
        if is_spot and ceiling is not None and quote.usd_per_hour > ceiling * (1 + ROUNDING):
            reason = f"spot {quote.usd_per_hour} is above on-demand {ceiling}"
            rejected.append(Rejected(" ".join(filter(None, quote.key)), reason))
        else:
            accepted.append(quote)
    return Checked(tuple(accepted), tuple(rejected))


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong with a row, for people."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field} is {str(first['input'])[:40]!r}: {first['msg']}"


def _label(row: Mapping[str, object]) -> str:
    names = ("provider", "region", "instance_type", "purchase_option")
    return " ".join(str(row.get(name, "?"))[:60] for name in names)
