"""The sandbox: a fork of a warm parent that can reach nothing but its own work directory.

It imports the standard library only, so that a parent can load it before anything else.
"""

from terakoya_autograde.sandbox.launch import THREADS, fork_inside, reap
from terakoya_autograde.sandbox.layers import SandboxError
from terakoya_autograde.sandbox.policy import Inside, Policy, default_readable
from terakoya_autograde.sandbox.probe import Layer, probe_sandbox, sandbox_available
from terakoya_autograde.sandbox.process_tree import process_memory, tree, tree_memory
from terakoya_autograde.sandbox.root import HOME, WORK

__all__ = [
    "HOME",
    "THREADS",
    "WORK",
    "Inside",
    "Layer",
    "Policy",
    "SandboxError",
    "default_readable",
    "fork_inside",
    "probe_sandbox",
    "process_memory",
    "reap",
    "sandbox_available",
    "tree",
    "tree_memory",
]
