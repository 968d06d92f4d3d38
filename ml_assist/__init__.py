"""Everything that learns: predictors, training, predictions; may import torch, lazily."""
