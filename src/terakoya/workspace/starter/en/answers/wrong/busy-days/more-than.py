# counts days with more than the limit, not with as many
# loses: test-busy-days
def busy_days(table, limit):
    return int((table["visitors"] > limit).sum())
