# 窓口を増やす代わりに、対応の時間を窓口の数で割った
# loses: test-simulate, test-whatif
def simulate_waits(arrivals, service_minutes, staff):
    free = 0
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        called = max(arrival, free)
        waits.append(called - arrival)
        free = called + minutes / staff
    return waits
