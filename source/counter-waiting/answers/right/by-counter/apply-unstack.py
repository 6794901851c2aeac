# apply でまとめ、平均の列も加える
by_counter = pd.DataFrame(
    [wait_summary(group["待ち分"]) for _, group in served.groupby("窓口")],
    index=[name for name, _ in served.groupby("窓口")],
)
by_counter["平均"] = served.groupby("窓口")["待ち分"].mean()
target = by_counter.index[int(np.argmax(by_counter["90パーセント点"].to_numpy()))]
