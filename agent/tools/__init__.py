"""What may be done with a question, as plain functions over a principal and the world."""
