# 外側だけを写した（行は元のものと同じ）
# loses: test-fill-merged
def fill_merged(grid, merges):
    filled = list(grid)
    for top, left, bottom, right in merges:
        value = grid[top][left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                filled[row][column] = value
    return filled
