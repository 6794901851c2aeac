# 「以上」ではなく、「より多い」日を数えた
# loses: test-busy-days
def busy_days(table, limit):
    return int((table["visitors"] > limit).sum())
