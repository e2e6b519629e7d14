"""What capacity costs, before any efficiency: the answer of the Prices page."""

from model.market.market import Market, Offer, market
from model.market.price_list import ListedPrice, price_list
from model.market.sentence import market_sentence, per

__all__ = ["ListedPrice", "Market", "Offer", "market", "market_sentence", "per", "price_list"]
