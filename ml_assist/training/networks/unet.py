"""U-Net on an encoder of segmentation-models-pytorch, made for small batches and few images.

Two heads share one decoder: classes for every pixel, and the shapes of things (boundary and centre,
see `targets.py`), from which `instances.py` parts touching ones.

Source: Ronneberger et al. 2015 (U-Net); Wu & He 2018 (GroupNorm: batches of 4 crops give batch
    statistics that are too noisy, measured in docs/experiments.md).
"""

from __future__ import annotations

import segmentation_models_pytorch as smp
import torch
from torch import Tensor, nn
from torch.nn import functional

from ml_assist.training.targets import NUM_SHAPE_CHANNELS

STRIDE = 32
"""Input sides must be multiples of this: five halvings in the encoder."""

DECODER_CHANNELS = (128, 96, 64, 32, 16)
"""At strides 16, 8, 4, 2, 1; half of smp's default: from scratch on few images it learns as well,
and the last blocks, which see the most pixels, are what a step costs."""


class UNet(nn.Module):
    """Image to class logits and shape logits.

    Args:
        encoder: name of an smp encoder.
        num_classes: number of class channels.
        output_stride: 2 decodes to half the resolution and interpolates the logits; 1 adds a block
            that sees the image's own pixels, for things that are a few pixels wide: half as many
            steps in the same time.
        decoder_channels: at strides 16, 8, 4, 2, 1; the last is for output stride 1 only.
    """

    def __init__(
        self,
        encoder: str,
        num_classes: int,
        *,
        output_stride: int = 2,
        decoder_channels: tuple[int, ...] = DECODER_CHANNELS,
    ) -> None:
        super().__init__()
        self.encoder = smp.encoders.get_encoder(encoder, in_channels=3, depth=5, weights=None)
        skips = self.encoder.out_channels  # strides 1 (the image itself), 2, 4, 8, 16, 32
        self.output_stride = output_stride
        self.blocks = nn.ModuleList()
        channels = skips[-1]
        num_blocks = 5 if output_stride == 1 else 4
        for skip, out in zip(skips[-2::-1], decoder_channels[:num_blocks], strict=False):
            self.blocks.append(_Up(channels, skip, out))
            channels = out
        self.class_head = nn.Conv2d(channels, num_classes, 1)
        self.shape_head = nn.Conv2d(channels, NUM_SHAPE_CHANNELS, 1)
        group_norms(self)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Logits for every pixel.

        Args:
            image: (B, 3, H, W) float, normalised; H and W multiples of `STRIDE`.

        Returns:
            (B, num_classes, H, W) class logits and (B, 2, H, W) shape logits, both float32.
        """
        features = self.encoder(image)
        x = features[-1]
        for block, skip in zip(self.blocks, features[-2::-1], strict=False):
            x = block(x, skip)
        classes, shapes = self.class_head(x).float(), self.shape_head(x).float()
        if self.output_stride == 2:
            classes = functional.interpolate(classes, scale_factor=2.0, mode="bilinear")
            shapes = functional.interpolate(shapes, scale_factor=2.0, mode="bilinear")
        return classes, shapes


class _Up(nn.Module):
    """Double the resolution, join the encoder's features of that resolution, two convolutions."""

    def __init__(self, channels: int, skip_channels: int, out_channels: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(channels, out_channels, 1, bias=False)
        self.convolve = nn.Sequential(
            nn.Conv2d(out_channels + skip_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = functional.interpolate(self.reduce(x), scale_factor=2.0, mode="nearest")
        joined: Tensor = self.convolve(torch.cat([x, skip.to(x.dtype)], dim=1))
        return joined


def group_norms(module: nn.Module) -> None:
    """Replace every BatchNorm by a GroupNorm of at most 16 groups, in place."""
    for name, child in list(module.named_children()):
        if isinstance(child, nn.BatchNorm2d):
            groups = next(g for g in (16, 8, 4, 2, 1) if child.num_features % g == 0)
            setattr(module, name, nn.GroupNorm(groups, child.num_features))
        else:
            group_norms(child)
