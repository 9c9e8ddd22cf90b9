"""What a figure is split by and narrowed to: dimensions, their members, and what is left out."""
