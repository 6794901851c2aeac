# 小数第1位に四捨五入した
# loses: test-by-hand
# hand：地区 HAND の TARGET 年度の、{"対象者数": …, "受診者数": …, "受診率": …}
mine = table[(table["西暦"] == TARGET) & (table["地区"] == HAND)]
used = mine[mine["受診者数"].notna()]
called = used["対象者数"].sum()
seen = used["受診者数"].sum()
hand = {"対象者数": called, "受診者数": seen, "受診率": round(seen / called * 100, 1)}
print(HAND, hand)
