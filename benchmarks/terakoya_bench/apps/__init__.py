"""The benchmark of apps: one notebook by stock Voila, by preheated Voila, by ours, by Panel."""

from terakoya_bench.apps.app_bench import CONTENDERS, AppBench, run_app_bench

__all__ = ["CONTENDERS", "AppBench", "run_app_bench"]
