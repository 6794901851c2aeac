# 数を数えて決める書き方
def may_use(labels):
    found = list(labels)
    if found.count("出典とちがう") > 0 or len(found) == 0:
        return "書き直す"
    return "足りない出典を探す" if found.count("出典にない") else "下書きに使う"


decisions = {}
for topic in claims["件名"].unique():
    decisions[topic] = may_use(claims.loc[claims["件名"] == topic, "人の判定"])
approval = {"進め方": "B", "起案に書くこと": ("ウ", "イ", "ア")}
