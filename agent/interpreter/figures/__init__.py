"""Which metric is meant: by name, deed, share, mean or count; and what no metric says."""
