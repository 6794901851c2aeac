"""The faces' tests."""
