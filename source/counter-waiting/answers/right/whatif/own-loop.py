# simulate_waits を日ごとに直接呼び、合計を人数で割る
means = []
for staff in [windows[target], windows[target] + 1]:
    total, number = 0.0, 0
    for date in peak_days["受付日"].unique():
        day = peak_days[peak_days["受付日"] == date].sort_values("発券分")
        waits = simulate_waits(list(day["発券分"]), list(day["終了分"] - day["呼出分"]), staff)
        for slot, wait in zip(day["時間帯"], waits):
            if slot == peak["時間帯"]:
                total += wait
                number += 1
    means.append(total / number)
whatif = {
    "短縮分": means[0] - means[1],
    "いまの平均待ち分": means[0],
    "1つ増やした平均待ち分": means[1],
}
