"""Tables of the books layer: what the platform says about its own data."""
