"""A claim and all there is to say of it: what a page or a memo is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.claims.examine import Examined, chosen_claim, examine_claim
from model.claims.ledger import ledger
from model.claims.pairs import PairsExamined, examine_pairs
from model.claims.sentence import claim_sentence, verdict_text
from model.comparison.sentence import Sentence
from model.price import Price
from model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """What became of one claim.

    Attributes:
        examined: the claim against the scenario.
        pairs: the claim against the measured pairs of instances, of its kind if it is of inference.
        words: whether it holds.
        verdict: the same in a few words.
    """

    examined: Examined
    pairs: PairsExamined
    words: Sentence
    verdict: str


def claim_report(scenario: Scenario, prices: Sequence[Price]) -> ClaimReport:
    """What became of the claim that the scenario names."""
    claim = chosen_claim(scenario)
    return _report(examine_claim(claim, scenario, prices), examine_pairs(claim, scenario, prices))


def ledger_report(scenario: Scenario, prices: Sequence[Price]) -> tuple[ClaimReport, ...]:
    """What became of every claim of the ledger."""
    return tuple(
        _report(examine_claim(claim, scenario, prices), examine_pairs(claim, scenario, prices))
        for claim in ledger().values()
    )


def _report(examined: Examined, pairs: PairsExamined) -> ClaimReport:
    words = claim_sentence(examined, pairs)
    return ClaimReport(examined, pairs, words, verdict_text(examined, pairs))
