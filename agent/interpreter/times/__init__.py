"""Periods, dates, grains and comparisons, as people say them."""
