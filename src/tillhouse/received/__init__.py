"""What was received, read a second time by code of its own, in Python integers."""

from tillhouse.received.currency import currency
from tillhouse.received.money import columns_of, money
from tillhouse.received.numbers import reader

__all__ = ["columns_of", "currency", "money", "reader"]
