"""Promises of backups."""
