import threading

done = threading.Event()
held = [threading.Thread(target=done.wait, daemon=True) for _ in range(60)]
try:
    for thread in held:
        thread.start()
finally:
    done.set()
