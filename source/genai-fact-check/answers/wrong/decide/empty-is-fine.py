# 判定が1つもないものを、使ってよいとした
# loses: test-decide
def may_use(labels):
    labels = list(labels)
    if "出典とちがう" in labels:
        return "書き直す"
    if "出典にない" in labels:
        return "足りない出典を探す"
    return "下書きに使う"


decisions = {topic: may_use(group["人の判定"]) for topic, group in claims.groupby("件名")}
approval = {"起案に書くこと": ["ア", "イ", "ウ"], "進め方": "B"}
