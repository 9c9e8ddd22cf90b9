"""Which rows of a split are wanted, how many, and in which order."""
