# 1つではなく2つ増やした
# loses: test-whatif
def mean_at_peak(staff):
    table = simulate_weekday(peak_days, staff)
    return table.loc[table["時間帯"] == peak["時間帯"], "計算した待ち分"].mean()


now_mean = mean_at_peak(windows[target])
more_mean = mean_at_peak(windows[target] + 2)
whatif = {
    "いまの平均待ち分": now_mean,
    "1つ増やした平均待ち分": more_mean,
    "短縮分": now_mean - more_mean,
}
