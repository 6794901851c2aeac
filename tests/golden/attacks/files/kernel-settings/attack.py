from pathlib import Path

setting = Path("/proc/sys/kernel/hostname")
setting.write_text("mine")
