"""Tests of the commands, with the whole bot in a simulated Discord."""
