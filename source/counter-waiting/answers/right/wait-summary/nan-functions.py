# nan を自動でのぞく関数を使う（空のときは警告が出る書き方）
def wait_summary(waits):
    values = np.asarray(list(waits), dtype=float)
    number = int(np.sum(~np.isnan(values)))
    return {
        "件数": number,
        "中央値": np.nanmedian(values),
        "90パーセント点": np.nanquantile(values, 0.9) if number else np.nan,
        "30分以上の割合": np.sum(values >= 30) / number if number else np.nan,
    }
