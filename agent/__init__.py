"""One question or one text: understand it, choose a skill, answer, and prove every figure."""
