"""Whether the data behind a briefing is as it usually is."""
