# 増やす数ではなく、増やしたあとの窓口の総数を入れた
# loses: test-recommend
def decide(saved):
    if saved >= 5:
        return "試行する"
    return "見送る"


saved = whatif["短縮分"]
recommendation = {
    "窓口": target,
    "曜日": peak["曜日"],
    "時間帯": peak["時間帯"],
    "増やす窓口数": windows[target] + 1,
    "一人あたり短縮分": round(saved, 1),
    "合計短縮分": round(saved * slot_table.loc[peak["時間帯"], peak["曜日"]], 1),
    "判断": decide(saved),
    "相談先": ["ア", "イ", "ウ"],
    "伝え方": "B",
}
