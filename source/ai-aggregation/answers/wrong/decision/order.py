# 先に、説明できるかで分けた
# loses: test-decision
def decide(problems, explained):
    if not explained:
        return "人が確かめる"
    if problems:
        return "使わない"
    return "使う"


chosen = usable[0]
final, error = run_code(codes[chosen], raw, TARGET)
decision = {
    "使う答え": chosen,
    "市の受診率": final["受診者数"].sum() / final["対象者数"].sum() * 100,
    "未報告の行": int(table.loc[table["西暦"] == TARGET, "受診者数"].isna().sum()),
    "判断": decide(verdicts[chosen], True),
    "書きそえること": ["ア", "イ", "エ"],
    "AIに渡すもの": "B",
    "来年度": "い",
}
