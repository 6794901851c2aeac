# 市の率を、もとの表から計算する書き方
def decide(problems, explained):
    if explained and not problems:
        return "使う"
    if not problems:
        return "人が確かめる"
    return "使わない"


now = table[(table["西暦"] == TARGET) & (table["地区"] != "合計")]
used = now.dropna(subset=["受診者数"])
decision = dict(
    使う答え=usable[0],
    市の受診率=used["受診者数"].sum() / used["対象者数"].sum() * 100,
    未報告の行=now["受診者数"].isna().sum(),
    判断=decide(verdicts[usable[0]], True),
    書きそえること=("ア", "イ", "エ"),
    AIに渡すもの="B",
    来年度="い",
)
print(decision)
