# 列どうしで計算する書き方
def check_rates(result):
    nobody = result["対象者数"] == 0
    right = result["受診者数"] * 100 / result["対象者数"].where(~nobody, 1)
    off = result["受診率"].isna() | ((result["受診率"] - right).abs() > 0.5)
    bad = (nobody & result["受診率"].notna()) | (~nobody & off)
    return result.loc[bad, "地区"].tolist()
