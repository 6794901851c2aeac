# dropna と query で行をしぼる
tickets = pd.read_csv("data/tickets.csv", encoding="cp932", dtype=str)
tickets["発券分"] = tickets["発券時刻"].apply(to_minutes)
tickets["呼出分"] = tickets["呼出時刻"].apply(to_minutes)
tickets["終了分"] = tickets["終了時刻"].apply(to_minutes)
called = tickets.dropna(subset=["呼出分"])
served = called.query("呼出分 >= 発券分").assign(待ち分=lambda table: table["呼出分"] - table["発券分"])
counts = {"全件": len(tickets), "集計対象": len(served)}
counts["途中離脱"] = len(tickets) - len(called)
counts["時計ずれ"] = len(called) - len(served)
