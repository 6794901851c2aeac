# 空く時刻を「来た時刻＋対応時間」にした
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(min(free))
        called = max(arrival, free[window])
        waits.append(called - arrival)
        free[window] = arrival + minutes
    return waits
