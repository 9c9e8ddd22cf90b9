"""How metrics moved, and whether the newest value is unusual or noise."""
