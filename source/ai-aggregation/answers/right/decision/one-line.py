# 1行の場合分けと、先に辞書を作る書き方
def decide(problems, explained):
    return "使わない" if len(problems) > 0 else "使う" if explained else "人が確かめる"


decision = {"使う答え": usable[0], "判断": decide([], True)}
sums = run_code(codes[usable[0]], raw, TARGET)[0][["受診者数", "対象者数"]].sum()
decision["市の受診率"] = float(100 * sums["受診者数"] / sums["対象者数"])
now = table.query("西暦 == @TARGET")
decision["未報告の行"] = len(now) - now["受診者数"].count()
decision.update({"書きそえること": ["エ", "ア", "イ"], "AIに渡すもの": "B", "来年度": "い"})
print(decision)
