# どれも聞いてよいとした
# loses: test-judge
judged = {f"案{n}": "聞いてよい" for n in range(1, 7)}
