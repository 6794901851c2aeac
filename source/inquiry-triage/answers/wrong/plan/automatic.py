# だれも読まずに転送する
# loses: test-plan
LIMIT = 0.5

# cover(truth, guess, sure, limit)：(候補を出す割合, そのうち正しい割合)   decide(right_share)：判断
# plan：7つの名前の辞書
def cover(truth, guess, sure, limit):
    truth = list(truth)
    picked = [(t, g) for t, g, s in zip(truth, guess, sure) if s >= limit]
    if not picked:
        return 0.0, float("nan")
    return len(picked) / len(truth), sum(t == g for t, g in picked) / len(picked)


def decide(right_share):
    if right_share >= 0.9:
        return "試行する"
    return "見送る"


both = cover(test["担当課"], guesses, sure, LIMIT)
plan = {
    "候補を出す割合": both[0],
    "正しい割合": both[1],
    "判断": decide(both[1]),
    "気をつける課": weak_office,
    "使い方": "ア",
    "はじめる前に": ["A", "B", "D"],
    "はじめた後に": "い",
}
for name, value in plan.items():
    print(f"{name}：{value}")
