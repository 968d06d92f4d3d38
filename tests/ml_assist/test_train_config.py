"""A training configuration names what is wrong with it."""

from __future__ import annotations

import json

import pytest

from ml_assist.errors import InvalidTrainConfig
from ml_assist.training.config import TrainConfig, parse_config, read_config


def test_defaults_need_no_words():
    assert parse_config({}) == TrainConfig()


@pytest.mark.parametrize(
    ("written", "setting"),
    [
        ({"epoch": 3}, "epoch"),
        ({"epochs": 0}, "epochs"),
        ({"crop_size_px": 100}, "crop_size_px"),
        ({"encoder": "resnet9000"}, "encoder"),
        ({"schema_version": 2}, "schema_version"),
        ({"lr": "fast"}, "lr"),
        ([1, 2], "config"),
    ],
)
def test_a_bad_setting_is_named(written, setting):
    with pytest.raises(InvalidTrainConfig, match=setting) as caught:
        parse_config(written)
    assert setting in caught.value.detail["settings"]


def test_a_missing_or_torn_file_is_named(tmp_path):
    with pytest.raises(InvalidTrainConfig, match=r"config\.json"):
        read_config(tmp_path / "config.json")
    (tmp_path / "config.json").write_text('{"epochs": ')
    with pytest.raises(InvalidTrainConfig, match="JSON"):
        read_config(tmp_path / "config.json")


def test_a_configuration_survives_the_disk(tmp_path):
    config = TrainConfig(epochs=3, encoder="mobilenet_v2", max_seconds=60)
    (tmp_path / "config.json").write_text(config.model_dump_json())
    assert read_config(tmp_path / "config.json") == config
    assert json.loads(config.model_dump_json())["schema_version"] == 1
