# 配列で計算する書き方
LIMIT = 0.5


def cover(truth, guess, sure, limit):
    truth, guess = np.array(list(truth), dtype=object), np.array(list(guess), dtype=object)
    shown = np.array(list(sure), dtype=float) >= limit
    number = int(shown.sum())
    if number == 0:
        return 0.0, np.nan
    return number / len(truth), np.count_nonzero(truth[shown] == guess[shown]) / number


def decide(right_share):
    return {True: "試行する", False: "見送る"}[bool(right_share >= 0.9)]


covered, right = cover(test["担当課"], guesses, sure, LIMIT)
plan = {
    "はじめた後に": "い",
    "はじめる前に": ["A", "D", "B"],
    "使い方": "イ",
    "気をつける課": weak_office,
    "判断": decide(right),
    "正しい割合": round(right, 9),
    "候補を出す割合": round(covered, 9),
}
print(plan)
