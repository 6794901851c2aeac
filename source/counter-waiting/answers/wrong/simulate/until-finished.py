# 待ち時間に、対応の時間もふくめた
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(min(free))
        called = max(arrival, free[window])
        free[window] = called + minutes
        waits.append(free[window] - arrival)
    return waits
