# 受け取った grid を書きかえた
# loses: test-fill-merged
def fill_merged(grid, merges):
    for top, left, bottom, right in merges:
        value = grid[top][left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                grid[row][column] = value
    return grid
