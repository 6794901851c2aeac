"""The refresher."""
