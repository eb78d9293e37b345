"""Forecasts: models, the back-test that chooses between them, intervals from its errors, and sums that agree."""
