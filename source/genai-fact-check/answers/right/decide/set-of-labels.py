# 判定の集まりで決める書き方
def may_use(labels):
    kinds = set(labels)
    if kinds == {"出典どおり"}:
        return "下書きに使う"
    if kinds and "出典とちがう" not in kinds:
        return "足りない出典を探す"
    return "書き直す"


decisions = claims.groupby("件名")["人の判定"].apply(may_use).to_dict()
approval = {"起案に書くこと": list("アイウ"), "進め方": "B"}
