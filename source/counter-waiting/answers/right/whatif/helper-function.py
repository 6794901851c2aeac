# くり返しを関数にまとめる
def mean_at_peak(staff):
    table = simulate_weekday(peak_days, staff)
    return table[table["時間帯"] == peak["時間帯"]]["計算した待ち分"].mean()


before, after = mean_at_peak(windows[target]), mean_at_peak(windows[target] + 1)
whatif = {"いまの平均待ち分": before, "1つ増やした平均待ち分": after, "短縮分": before - after}
