# 未報告があることを書かなかった
# loses: test-decision
# decide  ：問題の種類と、説明できる職員がいるかから、3つの言葉のどれかを返す関数
# decision：決裁のための辞書（7つの名前）
def decide(problems, explained):
    if problems:
        return "使わない"
    if not explained:
        return "人が確かめる"
    return "使う"


chosen = usable[0]
final, error = run_code(codes[chosen], raw, TARGET)
decision = {
    "使う答え": chosen,
    "市の受診率": final["受診者数"].sum() / final["対象者数"].sum() * 100,
    "未報告の行": int(table.loc[table["西暦"] == TARGET, "受診者数"].isna().sum()),
    "判断": decide(verdicts[chosen], True),
    "書きそえること": ["ア", "イ"],
    "AIに渡すもの": "B",
    "来年度": "い",
}
for name, value in decision.items():
    print(f"{name}：{value}")
