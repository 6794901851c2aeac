# 名前の順番を逆にし、組（タプル）で相談先を書く
def decide(saved):
    return ["見送る", "試行する"][int(saved >= 5)]



recommendation = {
    "伝え方": "B",
    "相談先": ("ア", "イ", "ウ"),
    "判断": decide(whatif["短縮分"]),
    "合計短縮分": whatif["短縮分"] * slot_table.loc[peak["時間帯"]][peak["曜日"]],
    "一人あたり短縮分": whatif["短縮分"],
    "増やす窓口数": (windows[target] + 1) - windows[target],
    "時間帯": peak["時間帯"],
    "曜日": peak["曜日"],
    "窓口": target,
}
