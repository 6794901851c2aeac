# More than for at least
# loses: test-busy-days
def busy_days(table, limit):
    return int((table["visitors"] > limit).sum())
