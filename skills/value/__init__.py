"""What customers are worth: expected gross sales of the next year, and how much is at risk."""
