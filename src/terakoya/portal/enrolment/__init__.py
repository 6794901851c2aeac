"""Applying for cohorts, superiors' decisions, lists of applications, and rosters by file."""
