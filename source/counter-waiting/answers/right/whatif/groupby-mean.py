# 時間帯ごとの平均を出してから、混む時間帯を取り出す
means = {
    extra: simulate_weekday(peak_days, windows[target] + extra)
    .groupby("時間帯")["計算した待ち分"]
    .mean()
    .loc[peak["時間帯"]]
    for extra in (0, 1)
}
whatif = dict(zip(("いまの平均待ち分", "1つ増やした平均待ち分"), means.values()))
whatif["短縮分"] = np.subtract(means[0], means[1])
