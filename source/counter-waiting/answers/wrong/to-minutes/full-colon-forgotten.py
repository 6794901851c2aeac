# 全角のコロンを直していない。読めない行は nan にしてしまう
# loses: test-to-minutes, test-load-served, test-by-counter, test-slots, test-whatif, test-recommend
def to_minutes(text):
    try:
        hour, minute, second = text.split(":")
        return int(hour) * 60 + int(minute) + int(second) / 60
    except (AttributeError, ValueError):
        return float("nan")
