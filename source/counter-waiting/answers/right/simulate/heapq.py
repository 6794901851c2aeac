# heapq で、いちばん早く空く時刻を取り出す
import heapq


def simulate_waits(arrivals, service_minutes, staff):
    free = [0.0] * staff
    heapq.heapify(free)
    waits = []
    for arrival, minutes in zip(arrivals, service_minutes):
        earliest = heapq.heappop(free)
        called = arrival if arrival > earliest else earliest
        waits.append(called - arrival)
        heapq.heappush(free, called + minutes)
    return waits
