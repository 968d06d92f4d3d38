"""`python -m ml_assist.training RUN_DIR`: see `ml_assist.training.command`."""

import os
import sys

# Before torch loads OpenMP: threads that wait for each other by spinning take the cores from
# whoever they wait for. With 2 threads on 2 busy cores a step took 11 s, sleeping 3 s.
os.environ["OMP_WAIT_POLICY"] = os.environ.get("OMP_WAIT_POLICY", "PASSIVE")

from ml_assist.training.command import main

if __name__ == "__main__":
    sys.exit(main())
