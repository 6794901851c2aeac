# 前の人が来たときの残り時間を覚えておく（Kiefer–Wolfowitz の方法）
def simulate_waits(arrivals, service_minutes, staff):
    remaining = [0.0] * staff
    waits = []
    before = None
    for arrival, minutes in zip(arrivals, service_minutes):
        if before is not None:
            gap = arrival - before
            remaining = [max(0.0, left - gap) for left in remaining]
        remaining.sort()
        waits.append(remaining[0])
        remaining[0] = remaining[0] + minutes
        before = arrival
    return waits
