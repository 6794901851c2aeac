# いちばんおそく空く窓口を待った
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        window = free.index(max(free))
        called = max(arrival, free[window])
        waits.append(called - arrival)
        free[window] = called + minutes
    return waits
