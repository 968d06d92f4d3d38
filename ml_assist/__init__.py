"""Everything that learns: predictors, training, predictions; may import torch, lazily."""

import os

# Torch's threads spin while they wait for each other. Where more processes than cores are busy (a
# web server, workers and a trainer on a laptop) that burns the time which the others need: on two
# busy cores a U-Net on 480x360 took 0.83 CPU-seconds (3.0 s) spinning, 0.16 (0.5 s) sleeping.
# OpenMP reads this once, when torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
