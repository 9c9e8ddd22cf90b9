"""Customers by what they did, when, how often, or did no longer."""
