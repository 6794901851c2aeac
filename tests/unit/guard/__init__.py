"""Tests of the personal-data guard."""
