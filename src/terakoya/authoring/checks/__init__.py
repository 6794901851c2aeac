"""Our own checks: a folder is a group, a class in one of its modules is a check or another rule.

A new class is found by itself; nothing else has to be edited. See docs/how-to/write-a-check.md.
"""
