"""What may be asked and what it means: models, metrics, policies, approvals; query to result."""
