# 半分より多く合っていれば、使ってよいとした
# loses: test-decide
def may_use(labels):
    labels = list(labels)
    if not labels or labels.count("出典とちがう") > len(labels) / 2:
        return "書き直す"
    if labels.count("出典にない") > len(labels) / 2:
        return "足りない出典を探す"
    return "下書きに使う"


decisions = {topic: may_use(group["人の判定"]) for topic, group in claims.groupby("件名")}
approval = {"起案に書くこと": ["ア", "イ", "ウ"], "進め方": "B"}
