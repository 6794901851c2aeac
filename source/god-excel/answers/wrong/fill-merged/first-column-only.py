# 縦の結合だけをほどいた
# loses: test-fill-merged, test-ledger, test-repairs, test-plan
def fill_merged(grid, merges):
    filled = [list(row) for row in grid]
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            filled[row][left] = grid[top][left]
    return filled
