"""Metrics: formulas as data, their definitions, and their evaluation over lines."""
