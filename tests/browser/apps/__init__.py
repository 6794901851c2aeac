"""Apps in a real browser."""
