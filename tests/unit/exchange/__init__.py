"""Tests of the exchange over the network."""
