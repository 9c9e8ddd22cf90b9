"""A plan as one SQLAlchemy statement: scans under policy, aggregated, stitched, ordered."""
