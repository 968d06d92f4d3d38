/** The marks above the image: brush outline, polygon and box under way, prompt, vertices. */

import type { BoxXyxy, ImagePoint } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { snap } from "../../masks/brush";
import type { Polygon, Vertex } from "../../masks/types";
import type { Marks } from "../scene";

/** Every line is drawn dark and wide, then light and thin: it is seen on any picture. */
const DARK = "rgba(0, 0, 0, 0.75)";
const LIGHT = "#ffffff";
const FOREGROUND = "#2e7d32";
const BACKGROUND = "#c62828";

export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: Marks,
  view: View,
  pixelRatio: number,
): void {
  const draw = new MarkPen(context, view, pixelRatio);
  if (marks.handles !== null) draw.polygon(marks.handles);
  if (marks.prompt?.boxXyxy) draw.box(marks.prompt.boxXyxy, true);
  if (marks.prompt !== null) {
    marks.prompt.points.forEach((point, i) => draw.prompt(point, marks.prompt!.labels[i] === 1));
  }
  if (marks.box !== null) draw.box(marks.box, true);
  if (marks.ring !== null) draw.ring(marks.ring.vertices, marks.ring.closes);
  if (marks.nib !== null) draw.nib(marks.nib);
}

class MarkPen {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly view: View,
    private readonly pixelRatio: number,
  ) {}

  nib({ at, nib }: NonNullable<Marks["nib"]>): void {
    const d = nib.diameterPx;
    const [x, y] = [this.x(snap(at.x, d) / 2), this.y(snap(at.y, d) / 2)];
    const radius = (d / 2) * this.view.scale;
    const path = new Path2D();
    if (nib.shape === "square" || d === 1)
      path.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else path.arc(x, y, radius, 0, 2 * Math.PI);
    this.line(path, false);
    if (radius < 3 * this.pixelRatio) this.cross(x, y);
  }

  box([x0, y0, x1, y1]: BoxXyxy, isDashed: boolean): void {
    const path = new Path2D();
    path.rect(this.x(x0), this.y(y0), (x1 - x0) * this.view.scale, (y1 - y0) * this.view.scale);
    this.line(path, isDashed);
  }

  ring(vertices: readonly Vertex[], closes: boolean): void {
    this.line(this.path(vertices, closes), false);
    vertices.forEach((vertex, i) => this.vertex(vertex, i === 0 && closes ? 6 : 3));
  }

  polygon({ parts }: Polygon): void {
    for (const { outer, holes } of parts) {
      for (const ring of [outer, ...holes]) {
        this.line(this.path(ring, true), false);
        for (const vertex of ring) this.vertex(vertex, 4);
      }
    }
  }

  /** A point of the prompt: plus belongs, minus does not; not by colour alone. */
  prompt(point: ImagePoint, belongs: boolean): void {
    const [x, y] = [this.x(point.x), this.y(point.y)];
    const radius = 7 * this.pixelRatio;
    const arm = 4 * this.pixelRatio;
    const { context } = this;
    const disc = new Path2D();
    disc.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = belongs ? FOREGROUND : BACKGROUND;
    context.fill(disc);
    const sign = new Path2D();
    sign.moveTo(x - arm, y);
    sign.lineTo(x + arm, y);
    if (belongs) {
      sign.moveTo(x, y - arm);
      sign.lineTo(x, y + arm);
    }
    context.strokeStyle = LIGHT;
    context.lineWidth = 2 * this.pixelRatio;
    context.stroke(disc);
    context.stroke(sign);
  }

  private cross(x: number, y: number): void {
    const [near, far] = [4 * this.pixelRatio, 9 * this.pixelRatio];
    const path = new Path2D();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      path.moveTo(x + dx * near, y + dy * near);
      path.lineTo(x + dx * far, y + dy * far);
    }
    this.line(path, false);
  }

  private vertex([x, y]: Vertex, halfPx: number): void {
    const half = halfPx * this.pixelRatio;
    const { context } = this;
    context.fillStyle = LIGHT;
    context.strokeStyle = DARK;
    context.lineWidth = this.pixelRatio;
    context.fillRect(this.x(x) - half, this.y(y) - half, 2 * half, 2 * half);
    context.strokeRect(this.x(x) - half, this.y(y) - half, 2 * half, 2 * half);
  }

  private path(vertices: readonly Vertex[], isClosed: boolean): Path2D {
    const path = new Path2D();
    vertices.forEach(([x, y], i) => {
      if (i === 0) path.moveTo(this.x(x), this.y(y));
      else path.lineTo(this.x(x), this.y(y));
    });
    if (isClosed) path.closePath();
    return path;
  }

  private line(path: Path2D, isDashed: boolean): void {
    const { context, pixelRatio } = this;
    context.strokeStyle = DARK;
    context.lineWidth = 3 * pixelRatio;
    context.stroke(path);
    context.setLineDash(isDashed ? [6 * pixelRatio, 4 * pixelRatio] : []);
    context.strokeStyle = LIGHT;
    context.lineWidth = 1.25 * pixelRatio;
    context.stroke(path);
    context.setLineDash([]);
  }

  private x(x: number): number {
    return x * this.view.scale + this.view.x;
  }

  private y(y: number): number {
    return y * this.view.scale + this.view.y;
  }
}
