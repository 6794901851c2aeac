# 日ごとに分けず、全部の日を1日の列として再現した
# loses: test-whatif
joined = peak_days.sort_values("発券分")
service = (joined["終了分"] - joined["呼出分"]).tolist()
at_peak = (joined["時間帯"] == peak["時間帯"]).to_numpy()
now = np.array(simulate_waits(joined["発券分"].tolist(), service, windows[target]))[at_peak].mean()
more = np.array(simulate_waits(joined["発券分"].tolist(), service, windows[target] + 1))[at_peak].mean()
whatif = {"いまの平均待ち分": now, "1つ増やした平均待ち分": more, "短縮分": now - more}
