"""Which members of which dimension carry a change, or that none stands out."""
