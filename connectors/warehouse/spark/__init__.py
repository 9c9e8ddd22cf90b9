"""A Spark cluster as the warehouse, behind Spark Connect: statements only read."""
