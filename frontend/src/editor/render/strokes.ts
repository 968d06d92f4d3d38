/** Lines and words of the marks: drawn dark and wide, then light and thin, they are seen on any picture. */

export const DARK = "rgba(0, 0, 0, 0.75)";
export const LIGHT = "#ffffff";

export function drawLine(
  context: CanvasRenderingContext2D,
  path: Path2D,
  pixelRatio: number,
  isDashed = false,
): void {
  context.strokeStyle = DARK;
  context.lineWidth = 3 * pixelRatio;
  context.stroke(path);
  context.setLineDash(isDashed ? [6 * pixelRatio, 4 * pixelRatio] : []);
  context.strokeStyle = LIGHT;
  context.lineWidth = 1.25 * pixelRatio;
  context.stroke(path);
  context.setLineDash([]);
}

/** Words beside a device position, kept within the canvas. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  pixelRatio: number,
): void {
  const [gap, pad, high] = [14 * pixelRatio, 5 * pixelRatio, 18 * pixelRatio];
  context.font = `500 ${12 * pixelRatio}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const wide = context.measureText(text).width + 2 * pad;
  const { width, height } = context.canvas;
  const left = Math.max(Math.min(x + gap, width - wide), 0);
  const top = Math.max(Math.min(y + gap, height - high), 0);
  context.fillStyle = DARK;
  context.fillRect(left, top, wide, high);
  context.fillStyle = LIGHT;
  context.fillText(text, left + pad, top + high / 2 + pixelRatio / 2);
}
