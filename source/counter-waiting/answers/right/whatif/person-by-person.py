# 同じ人どうしの差の平均として短縮分を計算する
now = simulate_weekday(peak_days, windows[target])["計算した待ち分"]
more = simulate_weekday(peak_days, windows[target] + 1)["計算した待ち分"]
people = peak_days.index[peak_days["時間帯"] == peak["時間帯"]]
whatif = {
    "いまの平均待ち分": float(np.mean(now[people])),
    "1つ増やした平均待ち分": float(np.mean(more[people])),
    "短縮分": float(np.mean(now[people] - more[people])),
}
