"""Going on from the question before, in its thread."""
