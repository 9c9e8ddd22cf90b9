"""A PostgreSQL server as the warehouse: statements only read, and end when they should."""
