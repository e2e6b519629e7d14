"""Budget: what an amount of money trains on each platform."""

from model.budget.budget import Budget, Outcome, budget, together
from model.budget.fleet import Fleet, Savings, fleets, savings
from model.budget.sentence import budget_sentence, savings_sentence

__all__ = [
    "Budget",
    "Fleet",
    "Outcome",
    "Savings",
    "budget",
    "budget_sentence",
    "fleets",
    "savings",
    "savings_sentence",
    "together",
]
