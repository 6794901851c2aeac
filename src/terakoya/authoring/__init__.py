"""Source notebook, quality check, release."""
