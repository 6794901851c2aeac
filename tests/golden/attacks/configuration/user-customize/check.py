import subprocess
import sys

done = subprocess.run([sys.executable, "-c", "pass"], capture_output=True, text=True)
sys.exit("planted" not in done.stdout)
