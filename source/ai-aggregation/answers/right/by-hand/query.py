# query と dropna を使う書き方
used = table.query("西暦 == @TARGET and 地区 == @HAND").dropna(subset=["受診者数"])
sums = used[["対象者数", "受診者数"]].sum()
hand = {
    "受診率": float(100 * sums["受診者数"] / sums["対象者数"]),
    "受診者数": int(sums["受診者数"]),
    "対象者数": int(sums["対象者数"]),
}
print(HAND, hand)
