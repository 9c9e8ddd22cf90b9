"""A question in words, understood without a language model: start at `understand`."""
