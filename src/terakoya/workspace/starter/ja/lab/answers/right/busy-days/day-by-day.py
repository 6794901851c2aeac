# 1日ずつ比べて数える
def busy_days(table, limit):
    count = 0
    for visitors in table["visitors"]:
        if visitors >= limit:
            count = count + 1
    return count
