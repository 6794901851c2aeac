# Added row by row
total = 0
for number in visits["visitors"]:
    total = total + number
