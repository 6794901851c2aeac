"""The refresher: an item of an assignment again, on other data, checked at once."""
