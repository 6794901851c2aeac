# groupby の agg でまとめる
by_counter = served.groupby("窓口")["待ち分"].agg(
    **{
        "件数": "count",
        "中央値": "median",
        "90パーセント点": lambda waits: waits.quantile(0.9),
        "30分以上の割合": lambda waits: (waits >= 30).mean(),
    }
)
target = by_counter.sort_values("90パーセント点").index[-1]
