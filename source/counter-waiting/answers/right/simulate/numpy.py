# numpy の配列と argmin を使い、float のリストで返す
def simulate_waits(arrivals, service_minutes, staff):
    free = np.full(staff, -1e9)
    waits = np.zeros(len(arrivals))
    for number, (arrival, minutes) in enumerate(zip(arrivals, service_minutes)):
        window = int(np.argmin(free))
        waits[number] = max(0.0, free[window] - arrival)
        free[window] = arrival + waits[number] + minutes
    return waits.tolist()
