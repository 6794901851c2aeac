from pathlib import Path

assert Path("/sys/fs/cgroup").is_dir()
