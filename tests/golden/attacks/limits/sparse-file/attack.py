from pathlib import Path

with Path("sparse.bin").open("wb") as sparse:
    sparse.truncate(2**40)
