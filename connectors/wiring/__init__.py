"""The only place where concrete parts meet: warehouse, engine, memory, channels."""
