# 早く空いていたとき、待ち時間がマイナスになる
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(min(free))
        waits.append(free[window] - arrival)
        free[window] = max(arrival, free[window]) + minutes
    return waits
