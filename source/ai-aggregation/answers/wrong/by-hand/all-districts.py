# 地区でしぼるのを忘れた
# loses: test-by-hand
# hand：地区 HAND の TARGET 年度の、{"対象者数": …, "受診者数": …, "受診率": …}
mine = table[table["西暦"] == TARGET]
used = mine[mine["受診者数"].notna()]
called = used["対象者数"].sum()
seen = used["受診者数"].sum()
hand = {"対象者数": called, "受診者数": seen, "受診率": seen / called * 100}
print(HAND, hand)
