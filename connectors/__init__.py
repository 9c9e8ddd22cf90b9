"""The outside world: command line, warehouse, files, drawings; and the wiring of all parts."""
