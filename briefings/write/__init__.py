"""A briefing's text: templates over claims, each held against its claims before it is stored."""
