# 表の平均を使う書き方
LIMIT = 0.5


def cover(truth, guess, sure, limit):
    table = pd.DataFrame({"正": list(truth), "予": list(guess), "自信": list(sure)})
    if len(table) == 0:
        return 0.0, float("nan")
    shown = table["自信"] >= limit
    hits = table["正"] == table["予"]
    return float(shown.mean()), float(hits[shown].mean())


def decide(right_share):
    if pd.isna(right_share) or right_share < 0.9:
        return "見送る"
    return "試行する"


both = cover(test["担当課"], guesses, sure, LIMIT)
plan = {"気をつける課": weakest(test["担当課"], guesses), "はじめた後に": "い", "使い方": "イ"}
plan["はじめる前に"] = ("A", "B", "D")
plan["候補を出す割合"], plan["正しい割合"] = both
plan["判断"] = decide(both[1])
print(plan)
