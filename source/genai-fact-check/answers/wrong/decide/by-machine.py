# 人の判定ではなく、機械の判定で決めた
# loses: test-decide
def may_use(labels):
    labels = list(labels)
    if not labels or "出典とちがう" in labels:
        return "書き直す"
    if "出典にない" in labels:
        return "足りない出典を探す"
    return "下書きに使う"


judged_by = claims.assign(機械=list(machine))
decisions = {topic: may_use(group["機械"]) for topic, group in judged_by.groupby("件名")}
approval = {"起案に書くこと": ["ア", "イ", "ウ"], "進め方": "B"}
