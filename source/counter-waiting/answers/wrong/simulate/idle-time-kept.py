# 窓口が空いていた時間を考えず、空く時刻に足し続けた
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(min(free))
        waits.append(max(0, free[window] - arrival))
        free[window] = max(free[window], arrivals[0]) + minutes
    return waits
