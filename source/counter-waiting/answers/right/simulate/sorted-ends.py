# 対応が終わる時刻の一覧から、staff 番目に遅い時刻を探す
def simulate_waits(arrivals, service_minutes, staff):
    ends = []
    waits = []
    for number in range(len(arrivals)):
        opened = 0 if number < staff else sorted(ends)[number - staff]
        start = max(opened, arrivals[number])
        waits.append(start - arrivals[number])
        ends.append(start + service_minutes[number])
    return waits
