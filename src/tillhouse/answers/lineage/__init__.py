"""Lineage: which columns of its inputs each column of a table comes from."""
