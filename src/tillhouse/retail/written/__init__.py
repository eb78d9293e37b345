"""How people write numbers, moments and nothing: each pattern once, for detection, formats, ledger and databases."""
