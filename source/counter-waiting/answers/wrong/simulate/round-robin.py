# 空いた順ではなく、窓口を順番に割り当てた
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = [0] * staff
    waits = []
    for number, (arrival, minutes) in enumerate(zip(arrivals, service_minutes)):
        window = number % staff
        called = max(arrival, free[window])
        waits.append(called - arrival)
        free[window] = called + minutes
    return waits
