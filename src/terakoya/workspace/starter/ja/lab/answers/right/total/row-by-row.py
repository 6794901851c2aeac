# 1行ずつ足した
total = 0
for number in visits["visitors"]:
    total = total + number
