# any と all を使う書き方
def may_use(labels):
    labels = list(labels)
    if any(label == "出典とちがう" for label in labels):
        return "書き直す"
    if labels and all(label == "出典どおり" for label in labels):
        return "下書きに使う"
    return "足りない出典を探す" if labels else "書き直す"


grouped = {}
for topic, label in zip(claims["件名"], claims["人の判定"]):
    grouped.setdefault(topic, []).append(label)
decisions = {topic: may_use(found) for topic, found in grouped.items()}
approval = dict(起案に書くこと=["イ", "ア", "ウ"], 進め方="B")
