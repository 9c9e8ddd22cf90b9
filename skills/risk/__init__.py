"""Who is about to lapse: the probability per customer, its reasons, and proof on the past."""
