# 先に全件の待ち分を作り、0以上の行だけ残す。並べかえもする
tickets = pd.read_csv("data/tickets.csv", encoding="cp932", dtype=str)
tickets = tickets.assign(
    発券分=[to_minutes(text) for text in tickets["発券時刻"]],
    呼出分=[to_minutes(text) for text in tickets["呼出時刻"]],
    終了分=[to_minutes(text) for text in tickets["終了時刻"]],
)
tickets["待ち分"] = tickets["呼出分"] - tickets["発券分"]
served = tickets[tickets["待ち分"].ge(0)].sort_values(["窓口", "待ち分"]).copy()
counts = {
    "集計対象": np.int64(len(served)),
    "時計ずれ": (tickets["待ち分"] < 0).sum(),
    "途中離脱": tickets["待ち分"].isna().sum(),
    "全件": tickets.shape[0],
}
