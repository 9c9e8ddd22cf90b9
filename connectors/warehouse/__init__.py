"""Where the rows are: DuckDB over the workspace's files, staged and computed tables."""
