"""Telling people: who is reminded of what, in which words, by mail or on paper."""
