"""The benchmark: the same submissions graded by nbgrader, by otter, by the engine, and by nothing.

Nothing is imported here: `floor` and `meter` run as processes of their own, as small as they can.
"""
