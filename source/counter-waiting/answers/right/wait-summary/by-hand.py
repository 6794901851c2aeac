# 並べかえて、手で位置を数える
def wait_summary(waits):
    ordered = sorted(wait for wait in waits if wait == wait)
    number = len(ordered)

    def point(share):
        if not ordered:
            return float("nan")
        place = share * (number - 1)
        below = int(place)
        above = min(below + 1, number - 1)
        return ordered[below] * (1 - (place - below)) + ordered[above] * (place - below)

    long = 0
    for wait in ordered:
        if wait >= 30:
            long += 1
    return {
        "30分以上の割合": long / number if number else float("nan"),
        "90パーセント点": point(0.9),
        "中央値": point(0.5),
        "件数": number,
    }
