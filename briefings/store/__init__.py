"""What briefings remember: runs, notes, flags, verdicts and deliveries, in one database."""
