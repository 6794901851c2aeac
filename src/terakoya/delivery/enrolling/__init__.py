"""Applying for cohorts, superiors' decisions, seats and the waiting list."""
