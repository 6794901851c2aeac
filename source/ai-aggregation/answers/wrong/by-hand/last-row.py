# 足さずに、最後の行だけを見た
# loses: test-by-hand
# hand：地区 HAND の TARGET 年度の、{"対象者数": …, "受診者数": …, "受診率": …}
mine = table[(table["西暦"] == TARGET) & (table["地区"] == HAND)]
used = mine[mine["受診者数"].notna()]
called = mine["対象者数"].iloc[-1] + mine["対象者数"].iloc[0]
seen = used["受診者数"].sum()
hand = {"対象者数": called, "受診者数": seen, "受診率": seen / called * 100}
print(HAND, hand)
