"""Lists of transactions and baskets that are no sales of a lake: read, and fitted."""
