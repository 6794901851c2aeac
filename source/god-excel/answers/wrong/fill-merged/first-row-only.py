# 横の結合だけをほどいた
# loses: test-fill-merged, test-ledger, test-repairs
def fill_merged(grid, merges):
    filled = [list(row) for row in grid]
    for top, left, bottom, right in merges:
        for column in range(left, right + 1):
            filled[top][column] = grid[top][left]
    return filled
