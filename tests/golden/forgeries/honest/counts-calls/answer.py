# %% numbers
count = 0

def next_id():
    global count
    count += 1
    return count

def largest(values):
    values.sort()
    return values[-1]
