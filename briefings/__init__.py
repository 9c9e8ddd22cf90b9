"""The weekly loop and its memory: run, review, deliver, feedback, state."""
