"""The editor's canvas as a hand sees it: image coordinates to screen, strokes and clicks."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page, expect

FIT_MARGIN_PX = 16  # as frontend/src/geometry/view.ts
MAX_FIT_SCALE = 8


class Canvas:
    """Draws at image coordinates in the fitted view."""

    def __init__(self, page: Page, size_hw: tuple[int, int]) -> None:
        self.page = page
        self.element = page.get_by_test_id("editor-canvas")
        expect(self.element).to_have_attribute("data-picture", "shown", timeout=20_000)
        self.element.focus()
        page.keyboard.press("f")
        box = self.element.bounding_box()
        assert box is not None
        h, w = size_hw
        room_w, room_h = box["width"] - 2 * FIT_MARGIN_PX, box["height"] - 2 * FIT_MARGIN_PX
        self.scale = min(room_w / w, room_h / h, MAX_FIT_SCALE)
        self.x = box["x"] + (box["width"] - w * self.scale) / 2
        self.y = box["y"] + (box["height"] - h * self.scale) / 2

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Page coordinates of an image position."""
        return self.x + x * self.scale, self.y + y * self.scale

    def key(self, key: str) -> None:
        self.element.focus()
        self.page.keyboard.press(key)

    def stroke(self, points: Sequence[tuple[float, float]]) -> None:
        """Press at the first point, move through the others, release."""
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=8)
        self.page.mouse.up()

    def stroke_with(self, modifier: str, points: Sequence[tuple[float, float]]) -> None:
        """A stroke while a modifier key is held."""
        self.page.keyboard.down(modifier)
        self.stroke(points)
        self.page.keyboard.up(modifier)

    def polygon(self, vertices: Sequence[tuple[float, float]]) -> None:
        """Click each vertex and close with Enter; Alt keeps the magnet from moving any."""
        self.key("p")
        self.page.keyboard.down("Alt")
        for vertex in vertices:
            self.page.mouse.click(*self.at(*vertex))
        self.page.keyboard.up("Alt")
        self.key("Enter")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Drag a box with the assistant's tool and accept what it proposes."""
        self.key("a")
        self.stroke([(x0, y0), (x1, y1)])
        self.key("Enter")


def expect_saved(page: Page) -> None:
    """The save state says that the server has everything."""
    expect(page.get_by_test_id("save-state")).to_have_attribute(
        "data-state", "saved", timeout=20_000
    )
