/** The marks above the image: brush outline, polygon and box under way, prompt, vertices. */

import type { BoxXyxy, ImagePoint } from "../../geometry/points";
import type { View } from "../../geometry/view";
import { lengthOf } from "../../masks/border";
import { snap } from "../../masks/brush";
import type { Polygon, Vertex } from "../../masks/types";
import { measureText } from "../seeing/ruler";
import type { Beacon, Ruler } from "../seeing/types";
import type { Marks } from "../scene";
import { drawWeakBoxes } from "./weakBoxes";
import { drawRegionMark } from "./regionMarks";
import { drawSimplified } from "./simplified";
import { DARK, LIGHT, drawLabel, drawLine } from "./strokes";
import type { Scribble } from "../types";

/** From here on vertices are drawn as dots: freehand has many. */
const MANY_CORNERS = 40;
const PICKED = "#ff8f00";
const HOT = "#ffd54f";
const FOREGROUND = "#2e7d32";
const BACKGROUND = "#c62828";

export function drawMarks(
  context: CanvasRenderingContext2D,
  marks: Marks,
  view: View,
  pixelRatio: number,
): void {
  const draw = new MarkPen(context, view, pixelRatio);
  if (marks.simplified !== null) drawSimplified(context, marks.simplified, view, pixelRatio);
  drawWeakBoxes(context, marks.weakBoxes, view, pixelRatio);
  if (marks.handles !== null) {
    draw.polygon(marks.handles);
    draw.vertices(marks.vertices);
  }
  if (marks.prompt?.boxXyxy) draw.box(marks.prompt.boxXyxy, true);
  if (marks.prompt !== null) {
    for (const scribble of marks.prompt.scribbles) draw.scribble(scribble);
    marks.prompt.points.forEach((point, i) => draw.prompt(point, marks.prompt!.labels[i] === 1));
  }
  if (marks.scribble !== null) draw.scribble(marks.scribble);
  if (marks.box !== null) draw.box(marks.box, true);
  if (marks.region !== null) drawRegionMark(context, marks.region, view, pixelRatio);
  if (marks.cut !== null) draw.cut(marks.cut);
  if (marks.beacon !== null) draw.beacon(marks.beacon);
  if (marks.ruler !== null) draw.ruler(marks.ruler);
  if (marks.ring !== null) draw.ring(marks.ring);
  if (marks.pulledTo !== null) draw.pull(marks.pulledTo);
  if (marks.nib !== null) draw.nib(marks.nib);
}

class MarkPen {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly view: View,
    private readonly pixelRatio: number,
  ) {}

  nib({ at, nib, label, straightFrom }: NonNullable<Marks["nib"]>): void {
    const d = nib.diameterPx;
    const [x, y] = [this.x(snap(at.x, d) / 2), this.y(snap(at.y, d) / 2)];
    const radius = (d / 2) * this.view.scale;
    const path = new Path2D();
    if (nib.shape === "square" || d === 1)
      path.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else path.arc(x, y, radius, 0, 2 * Math.PI);
    this.line(path, false);
    if (radius < 3 * this.pixelRatio) this.cross(x, y);
    if (straightFrom !== null) this.straight(straightFrom, x, y, radius, d);
    if (label !== null) drawLabel(this.context, label, x + radius, y, this.pixelRatio);
  }

  /** The line that Shift draws from the last stroke's end, as wide as it will be. */
  private straight(from: ImagePoint, x: number, y: number, radius: number, d: number): void {
    const [x0, y0] = [this.x(snap(from.x, d) / 2), this.y(snap(from.y, d) / 2)];
    const length = Math.hypot(x - x0, y - y0);
    const path = new Path2D();
    path.moveTo(x0, y0);
    path.lineTo(x, y);
    if (length > 0 && radius >= 3 * this.pixelRatio) {
      const [nx, ny] = [(-(y - y0) / length) * radius, ((x - x0) / length) * radius];
      for (const side of [1, -1]) {
        path.moveTo(x0 + side * nx, y0 + side * ny);
        path.lineTo(x + side * nx, y + side * ny);
      }
    }
    this.line(path, true);
  }

  box([x0, y0, x1, y1]: BoxXyxy, isDashed: boolean): void {
    const path = new Path2D();
    path.rect(this.x(x0), this.y(y0), (x1 - x0) * this.view.scale, (y1 - y0) * this.view.scale);
    this.line(path, isDashed);
  }

  ring({ vertices, corners, closes }: NonNullable<Marks["ring"]>): void {
    this.line(this.path(vertices, closes), false);
    const half = corners.length > MANY_CORNERS ? 1.5 : 3;
    corners.forEach((vertex, i) => this.vertex(vertex, i === 0 ? (closes ? 6 : 4) : half));
  }

  /** A ring round the place that a border pulls the pointer to. */
  pull([x, y]: Vertex): void {
    const path = new Path2D();
    path.arc(this.x(x), this.y(y), 6 * this.pixelRatio, 0, 2 * Math.PI);
    this.line(path, false);
  }

  /** A cut: dashed, its two ends marked. */
  cut(vertices: readonly Vertex[]): void {
    this.line(this.path(vertices, false), true);
    for (const end of [vertices[0], vertices.at(-1)]) if (end !== undefined) this.vertex(end, 3);
  }

  polygon({ parts }: Polygon): void {
    const rings = parts.flatMap(({ outer, holes }) => [outer, ...holes]);
    for (const ring of rings) this.line(this.path(ring, true), false);
    for (const ring of rings) {
      // Where vertices are dense they shrink, so that the line between them is seen.
      const spacing = (lengthOf(ring) / ring.length) * (this.view.scale / this.pixelRatio);
      const half = spacing > 18 ? 4 : spacing > 8 ? 3 : 1.5;
      for (const vertex of ring) if (this.isSeen(vertex)) this.vertex(vertex, half);
    }
  }

  /** Picked vertices are filled and larger; a plus stands where a click adds one. */
  vertices({ picked, hot, plus }: Marks["vertices"]): void {
    for (const vertex of picked) this.vertex(vertex, 5, PICKED);
    if (hot !== null) this.vertex(hot, 5.5, HOT);
    if (plus === null) return;
    const [x, y] = [this.x(plus[0]), this.y(plus[1])];
    const arm = 6 * this.pixelRatio;
    const path = new Path2D();
    path.moveTo(x - arm, y);
    path.lineTo(x + arm, y);
    path.moveTo(x, y - arm);
    path.lineTo(x, y + arm);
    this.line(path, false);
  }

  private isSeen([x, y]: Vertex): boolean {
    const { width, height } = this.context.canvas;
    const [sx, sy] = [this.x(x), this.y(y)];
    return sx > -8 && sy > -8 && sx < width + 8 && sy < height + 8;
  }

  /** A stroke for an assistant: whole and green belongs, dashed and red does not. */
  scribble({ points, isForeground }: Scribble): void {
    const { context, pixelRatio } = this;
    const ends = points.length === 1 ? [points[0]!, points[0]!] : points;
    const path = this.path(
      ends.map(({ x, y }): Vertex => [x, y]),
      false,
    );
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = LIGHT;
    context.lineWidth = 6 * pixelRatio;
    context.stroke(path);
    context.setLineDash(isForeground ? [] : [1 * pixelRatio, 7 * pixelRatio]);
    context.strokeStyle = isForeground ? FOREGROUND : BACKGROUND;
    context.lineWidth = 4 * pixelRatio;
    context.stroke(path);
    context.setLineDash([]);
    context.lineCap = "butt";
    context.lineJoin = "miter";
  }

  /** A ring round the place, however small it is on the screen. */
  beacon({ boxXyxy: [x0, y0, x1, y1] }: Beacon): void {
    const [x, y] = [this.x((x0 + x1) / 2), this.y((y0 + y1) / 2)];
    const reach = (Math.hypot(x1 - x0, y1 - y0) / 2) * this.view.scale;
    const path = new Path2D();
    path.arc(x, y, Math.max(reach + 6 * this.pixelRatio, 14 * this.pixelRatio), 0, 2 * Math.PI);
    this.line(path, true);
  }

  ruler(ruler: Ruler): void {
    const { from, to } = ruler;
    const [ax, ay, bx, by] = [this.x(from.x), this.y(from.y), this.x(to.x), this.y(to.y)];
    const length = Math.hypot(bx - ax, by - ay);
    const path = new Path2D();
    path.moveTo(ax, ay);
    path.lineTo(bx, by);
    if (length > 0) {
      // Short strokes across both ends, as a drawing's dimension lines have.
      const arm = (6 * this.pixelRatio) / length;
      const [nx, ny] = [-(by - ay) * arm, (bx - ax) * arm];
      for (const [x, y] of [
        [ax, ay],
        [bx, by],
      ] as const) {
        path.moveTo(x - nx, y - ny);
        path.lineTo(x + nx, y + ny);
      }
    }
    this.line(path, false);
    this.label(measureText(ruler), bx, by);
  }

  /** A line of text beside a device position, inside of the canvas. */
  private label(text: string, x: number, y: number): void {
    const { context, pixelRatio } = this;
    const size = 12 * pixelRatio;
    context.font = `${size}px ui-monospace, monospace`;
    const width = context.measureText(text).width + size;
    const height = 1.7 * size;
    const { width: canvasWidth, height: canvasHeight } = context.canvas;
    const left = Math.max(Math.min(x + size, canvasWidth - width), 0);
    const top = Math.max(Math.min(y + size, canvasHeight - height), 0);
    context.fillStyle = "rgba(0, 0, 0, 0.8)";
    context.fillRect(left, top, width, height);
    context.fillStyle = LIGHT;
    context.textBaseline = "middle";
    context.fillText(text, left + size / 2, top + height / 2);
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

  private vertex([x, y]: Vertex, halfPx: number, fill = LIGHT): void {
    const half = halfPx * this.pixelRatio;
    const { context } = this;
    context.fillStyle = fill;
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
    drawLine(this.context, path, this.pixelRatio, isDashed);
  }

  private x(x: number): number {
    return x * this.view.scale + this.view.x;
  }

  private y(y: number): number {
    return y * this.view.scale + this.view.y;
  }
}
