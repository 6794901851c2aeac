"""Warm parents and their children: forked for each submission, watched, and ended."""
