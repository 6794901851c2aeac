# 窓口がいくつでも、1つとして計算した
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = 0
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        called = max(arrival, free)
        waits.append(called - arrival)
        free = called + minutes
    return waits
