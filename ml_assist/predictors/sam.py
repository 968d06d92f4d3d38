"""Segment Anything behind the predictors' interface: encoding is costly, a click is cheap.

The architecture is read off the checkpoint's own tensors, so Meta's ViT-B, L and H, fine-tuned
copies and the few-layer networks of the tests all load alike, without a word beside the file.

Source: Kirillov et al. 2023, "Segment Anything"; package `segment-anything` 1.0.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from segment_anything.modeling import (
    ImageEncoderViT,
    MaskDecoder,
    PromptEncoder,
    Sam,
    TwoWayTransformer,
)
from segment_anything.utils.transforms import ResizeLongestSide
from torch import Tensor, nn

from ml_assist.cores import limit_threads
from ml_assist.errors import WeightsCorrupt
from ml_assist.predictors.base import Embedding, PixelArray, Prediction, check_image, check_own
from ml_assist.prompts import Prompt

# Of segment_anything's build_sam.py: the same in every published model.
_PIXEL_MEAN = (123.675, 116.28, 103.53)
_PIXEL_STD = (58.395, 57.12, 57.375)
_NUM_MULTIMASK = 3
_MASK_IN_CHANNELS = 16
_DECODER_DEPTH, _DECODER_HEADS = 2, 8
_IOU_HEAD_DEPTH = 3


@dataclass(frozen=True, slots=True)
class SamArchitecture:
    """What distinguishes one Segment Anything from another.

    Attributes:
        image_size_px: longest side that the encoder sees; images are scaled and padded to it.
        patch_size_px: side of a patch.
        embed_dim: channels inside the encoder.
        depth: number of its blocks.
        num_heads: attention heads of each.
        global_blocks: blocks that attend to the whole image; the others to windows.
        window_size: side of those windows in patches.
        prompt_dim: channels of the embedding.
        decoder_mlp_dim: hidden channels of the decoder's transformer.
        iou_hidden_dim: hidden channels of the head that estimates the IoU.
    """

    image_size_px: int
    patch_size_px: int
    embed_dim: int
    depth: int
    num_heads: int
    global_blocks: tuple[int, ...]
    window_size: int
    prompt_dim: int
    decoder_mlp_dim: int
    iou_hidden_dim: int

    @property
    def grid(self) -> int:
        """Side of the embedding in patches."""
        return self.image_size_px // self.patch_size_px


VIT_B = SamArchitecture(1024, 16, 768, 12, 12, (2, 5, 8, 11), 14, 256, 2048, 256)
TINY = SamArchitecture(64, 16, 16, 2, 2, (1,), 2, 16, 32, 16)
"""Some 60 thousand parameters, for tests: it finds nothing, but everything around it is real."""


class SegmentAnything:
    """A Segment Anything model as a predictor; not for several threads at once."""

    def __init__(self, sam: Sam, name: str = "sam", device: str | None = None) -> None:
        self._name = name
        chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self._device = torch.device(chosen)
        limit_threads(self._device)
        self._sam = sam.eval().to(self._device)
        self._resize = ResizeLongestSide(self._sam.image_encoder.img_size)

    @classmethod
    def load(cls, path: Path, name: str = "sam", device: str | None = None) -> SegmentAnything:
        """A predictor from a checkpoint (a state dict, as Meta publishes them).

        Raises:
            WeightsCorrupt: not a Segment Anything state dict.
        """
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            sam = build_sam(infer_architecture(state))
            sam.load_state_dict(state)
        except FileNotFoundError:
            raise
        except (
            OSError,
            RuntimeError,
            EOFError,
            KeyError,
            ValueError,
            AttributeError,
            TypeError,
            pickle.UnpicklingError,
        ) as error:
            raise WeightsCorrupt(
                f"{path.name} is not a Segment Anything checkpoint that can be loaded ({error}): "
                "fetch or import it again.",
                file=path.name,
            ) from error
        return cls(sam, name, device)

    @property
    def name(self) -> str:
        """Its stable name, the weights' included: embeddings of other weights do not fit."""
        return self._name

    @property
    def prompts(self) -> tuple[str, ...]:
        """It starts from clicks, a box or both."""
        return ("box", "points")

    @torch.inference_mode()
    def embed(self, image: PixelArray) -> Embedding:
        """The encoder's output for one image: the costly half.

        Returns:
            Features (C, h, w) float32; 256 x 64 x 64 in the published models.

        Raises:
            InvalidPrompt: not (H, W, 3) uint8.
        """
        size_hw = check_image(image)
        resized = self._resize.apply_image(image)
        tensor = torch.from_numpy(np.ascontiguousarray(resized.transpose(2, 0, 1)))
        pixels = self._sam.preprocess(tensor.float().to(self._device)).unsqueeze(0)
        features: NDArray[np.float32] = self._sam.image_encoder(pixels)[0].float().cpu().numpy()
        return Embedding(self._name, size_hw, features)

    @torch.inference_mode()
    def predict(self, embedding: Embedding, prompt: Prompt) -> Prediction:
        """The mask of the prompted object: the cheap half.

        A single click is ambiguous (button, shirt, person), so of the three masks that the decoder
        offers then, the one that it trusts most is taken; more prompts give one mask.

        Raises:
            InvalidPrompt: outside the image, empty, or another predictor's embedding.
        """
        check_own(embedding, self._name)
        prompt.check_within(embedding.size_hw)
        sparse, dense = self._sam.prompt_encoder(
            points=self._points(prompt, embedding.size_hw),
            boxes=self._box(prompt, embedding.size_hw),
            masks=self._previous(prompt),
        )
        features = torch.from_numpy(np.asarray(embedding.features, dtype=np.float32))
        is_ambiguous = len(prompt.points) == 1 and prompt.box_xyxy is None and prompt.logits is None
        low, scores = self._sam.mask_decoder(
            image_embeddings=features.unsqueeze(0).to(self._device),
            image_pe=self._sam.prompt_encoder.get_dense_pe(),
            sparse_prompt_embeddings=sparse,
            dense_prompt_embeddings=dense,
            multimask_output=is_ambiguous,
        )
        best = int(scores[0].argmax())
        logits = low[:, best : best + 1].float()  # (1, 1, h, w)
        input_hw = self._resize.get_preprocess_shape(
            *embedding.size_hw, self._sam.image_encoder.img_size
        )
        full = self._sam.postprocess_masks(logits, input_hw, embedding.size_hw)[0, 0]
        score = float(scores[0, best].clamp(0, 1))
        return Prediction((full > 0).cpu().numpy(), score, logits[0, 0].cpu().numpy())

    def _points(self, prompt: Prompt, size_hw: tuple[int, int]) -> tuple[Tensor, Tensor] | None:
        if not len(prompt.points):
            return None
        coords = self._resize.apply_coords(prompt.points, size_hw)
        return (
            torch.as_tensor(coords, dtype=torch.float32, device=self._device).unsqueeze(0),
            torch.as_tensor(prompt.labels, dtype=torch.int32, device=self._device).unsqueeze(0),
        )

    def _box(self, prompt: Prompt, size_hw: tuple[int, int]) -> Tensor | None:
        if prompt.box_xyxy is None:
            return None
        box = self._resize.apply_boxes(np.asarray([prompt.box_xyxy]), size_hw)
        return torch.as_tensor(box, dtype=torch.float32, device=self._device)

    def _previous(self, prompt: Prompt) -> Tensor | None:
        if prompt.logits is None:
            return None
        return torch.from_numpy(prompt.logits).float().to(self._device)[None, None]


def build_sam(architecture: SamArchitecture) -> Sam:
    """A network with random weights (segment_anything's own builder, for any size)."""
    grid = architecture.grid
    encoder = ImageEncoderViT(
        depth=architecture.depth,
        embed_dim=architecture.embed_dim,
        img_size=architecture.image_size_px,
        mlp_ratio=4,
        norm_layer=partial(nn.LayerNorm, eps=1e-6),
        num_heads=architecture.num_heads,
        patch_size=architecture.patch_size_px,
        qkv_bias=True,
        use_rel_pos=True,
        global_attn_indexes=architecture.global_blocks,
        window_size=architecture.window_size,
        out_chans=architecture.prompt_dim,
    )
    prompts = PromptEncoder(
        embed_dim=architecture.prompt_dim,
        image_embedding_size=(grid, grid),
        input_image_size=(architecture.image_size_px, architecture.image_size_px),
        mask_in_chans=_MASK_IN_CHANNELS,
    )
    decoder = MaskDecoder(
        num_multimask_outputs=_NUM_MULTIMASK,
        transformer=TwoWayTransformer(
            depth=_DECODER_DEPTH,
            embedding_dim=architecture.prompt_dim,
            mlp_dim=architecture.decoder_mlp_dim,
            num_heads=_DECODER_HEADS,
        ),
        transformer_dim=architecture.prompt_dim,
        iou_head_depth=_IOU_HEAD_DEPTH,
        iou_head_hidden_dim=architecture.iou_hidden_dim,
    )
    return Sam(encoder, prompts, decoder, list(_PIXEL_MEAN), list(_PIXEL_STD))


def infer_architecture(state: Mapping[str, Tensor]) -> SamArchitecture:
    """Read a network's sizes off its tensors.

    Raises:
        KeyError: a tensor is missing: not a Segment Anything state dict.
    """
    embed_dim, _, patch, _ = state["image_encoder.patch_embed.proj.weight"].shape
    grid = state["image_encoder.pos_embed"].shape[1]
    depth = 1 + max(int(name.split(".")[2]) for name in state if ".blocks." in name)
    relative = [state[f"image_encoder.blocks.{i}.attn.rel_pos_h"].shape for i in range(depth)]
    # (2 side - 1, head_dim): the side is the whole grid in global blocks, the window elsewhere.
    sides = [(length + 1) // 2 for length, _ in relative]
    windows = [side for side in sides if side != grid]
    return SamArchitecture(
        image_size_px=grid * patch,
        patch_size_px=patch,
        embed_dim=embed_dim,
        depth=depth,
        num_heads=embed_dim // relative[0][1],
        global_blocks=tuple(i for i, side in enumerate(sides) if side == grid),
        window_size=windows[0] if windows else grid,
        prompt_dim=state["image_encoder.neck.0.weight"].shape[0],
        decoder_mlp_dim=state["mask_decoder.transformer.layers.0.mlp.lin1.weight"].shape[0],
        iou_hidden_dim=state["mask_decoder.iou_prediction_head.layers.0.weight"].shape[0],
    )


def write_tiny_checkpoint(path: Path, seed: int = 0) -> None:
    """Write a random `TINY` network, so that tests load a checkpoint as they would Meta's."""
    torch.manual_seed(seed)
    torch.save(build_sam(TINY).state_dict(), path)
