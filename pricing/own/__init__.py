"""The user's own prices: a file of quotes, an hourly price, a negotiated discount."""

from pricing.own.discount import Discount, discounted
from pricing.own.file import TEMPLATE, FileRefused, Problem, read_file
from pricing.own.prefer import OWN_SOURCE, own_price, preferring

__all__ = [
    "OWN_SOURCE",
    "TEMPLATE",
    "Discount",
    "FileRefused",
    "Problem",
    "discounted",
    "own_price",
    "preferring",
    "read_file",
]
