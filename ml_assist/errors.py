"""The errors that ml_assist raises for its users: each names one fact, with what to do about it."""

from __future__ import annotations

from typing import ClassVar

from labeling.errors import MaskwrightError


class InvalidPrompt(MaskwrightError):
    """A prompt has no shape that a predictor could follow."""

    code: ClassVar[str] = "invalid_prompt"


class UnknownWeights(MaskwrightError):
    """No known weights have this name."""

    code: ClassVar[str] = "unknown_weights"


class WeightsMissing(MaskwrightError):
    """Weights that a predictor needs are not on this machine."""

    code: ClassVar[str] = "weights_missing"
    status: ClassVar[int] = 409


class WeightsCorrupt(MaskwrightError):
    """A file's SHA-256 is not that of the weights that it should hold."""

    code: ClassVar[str] = "weights_corrupt"


class WeightsUnreachable(MaskwrightError):
    """The download of weights did not come through."""

    code: ClassVar[str] = "weights_unreachable"
    status: ClassVar[int] = 502


class InvalidTrainConfig(MaskwrightError):
    """A training configuration has an unknown, missing or impossible setting."""

    code: ClassVar[str] = "invalid_train_config"


class InvalidTrainingDataset(MaskwrightError):
    """A training run's dataset cannot be learned from (or not even read)."""

    code: ClassVar[str] = "invalid_training_dataset"


class RunLocked(MaskwrightError):
    """Another process is training in this run folder."""

    code: ClassVar[str] = "run_locked"
    status: ClassVar[int] = 409


class TrainingDiverged(MaskwrightError):
    """The loss is no longer a number."""

    code: ClassVar[str] = "training_diverged"


class CheckpointCorrupt(MaskwrightError):
    """A checkpoint cannot be read; it was set aside, not deleted."""

    code: ClassVar[str] = "checkpoint_corrupt"


class ModelUnreadable(MaskwrightError):
    """A folder does not hold a model that this version can load."""

    code: ClassVar[str] = "model_unreadable"


class TooFewImages(MaskwrightError):
    """There is not enough labelled work to learn from."""

    code: ClassVar[str] = "too_few_images"
    status: ClassVar[int] = 409


class IncompatibleModel(MaskwrightError):
    """A run cannot start from this model: it has another architecture, encoder or project."""

    code: ClassVar[str] = "incompatible_model"


class NoModel(MaskwrightError):
    """The project has no such model version, or none at all yet."""

    code: ClassVar[str] = "no_model"
    status: ClassVar[int] = 409


class TrainingFailed(MaskwrightError):
    """The trainer gave up by itself; the message is its reason."""

    code: ClassVar[str] = "training_failed"


class TrainingKilled(MaskwrightError):
    """The training process was ended from outside again and again without getting further."""

    code: ClassVar[str] = "training_killed"


class StoredModelCorrupt(MaskwrightError):
    """Stored weights are not the bytes that were stored."""

    code: ClassVar[str] = "stored_model_corrupt"
    status: ClassVar[int] = 500


class UnknownPredictor(MaskwrightError):
    """No predictor has this name."""

    code: ClassVar[str] = "unknown_predictor"
