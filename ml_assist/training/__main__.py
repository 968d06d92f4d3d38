"""`python -m ml_assist.training RUN_DIR`: see `ml_assist.training.command`."""

import sys

from ml_assist.training.command import main

if __name__ == "__main__":
    sys.exit(main())
