"""What is kept: databases, files and folders, whole whoever else writes and whatever is killed.

Nothing in here knows what a notebook or an assignment is.
"""
