# 待ち時間ではなく、呼ばれた時刻を返した
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(min(free))
        called = max(arrival, free[window])
        waits.append(called)
        free[window] = called + minutes
    return waits
