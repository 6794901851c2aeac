# 短い関数と update で書き、相談先の順番を変える
decide = lambda saved: "試行する" if saved >= 5 else "見送る"
recommendation = {"窓口": target, "増やす窓口数": np.int64(1)}
recommendation.update(peak)
people = slot_table.at[peak["時間帯"], peak["曜日"]]
recommendation.update(
    {
        "一人あたり短縮分": np.round(whatif["短縮分"], 1),
        "合計短縮分": np.round(whatif["短縮分"] * people, 1),
        "判断": decide(whatif["短縮分"]),
        "相談先": ["ウ", "イ", "ア"],
        "伝え方": "B",
    }
)
