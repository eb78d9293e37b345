"""Lists of baskets, and the rules found in them."""
