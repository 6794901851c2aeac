# 数を数えていく書き方
LIMIT = 0.5


def cover(truth, guess, sure, limit):
    everything = shown = right = 0
    for t, g, s in zip(truth, guess, sure):
        everything += 1
        if s >= limit:
            shown += 1
            right += t == g
    return (shown / everything if everything else 0.0, right / shown if shown else float("nan"))


def decide(right_share):
    return "試行する" if right_share >= 0.9 else "見送る"


shares = cover(test["担当課"], guesses, sure, LIMIT)
plan = dict(zip(["候補を出す割合", "正しい割合"], shares))
plan |= {"判断": decide(shares[1]), "気をつける課": weak_office, "使い方": "イ", "はじめる前に": ["D", "B", "A"], "はじめた後に": "い"}
print(plan)
