/** The annotator's settings that stay from image to image and from day to day. */

import type { BrushShape, Editor, EditorState, PaintMode, ToolName } from "../../editor";

export interface Preferences {
  tool: ToolName;
  radiusPx: number;
  shape: BrushShape;
  paintMode: PaintMode;
  opacity: number;
  colorBy: EditorState["colorBy"];
  predictor: string | null;
  /** By project: the class that was active last. */
  classIds: Record<string, number>;
}

const KEY = "maskwright.editor";

const FIRST: Preferences = {
  tool: "brush",
  radiusPx: 10,
  shape: "round",
  paintMode: "above",
  opacity: 0.5,
  colorBy: "class",
  predictor: null,
  classIds: {},
};

const TOOLS: readonly ToolName[] = ["select", "brush", "eraser", "polygon", "box", "pan"];
const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

export const SMALLEST_RADIUS_PX = 0.5;
export const LARGEST_RADIUS_PX = 256;

/** What local storage holds may be of any age and any shape: each member is taken only if it fits. */
export function parsePreferences(text: string | null): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>>;
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    stored = typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    stored = {};
  }
  const { radiusPx, opacity, predictor, classIds } = stored;
  return {
    tool: TOOLS.find((tool) => tool === stored.tool) ?? FIRST.tool,
    radiusPx: isWithin(radiusPx, SMALLEST_RADIUS_PX, LARGEST_RADIUS_PX) ? radiusPx : FIRST.radiusPx,
    shape: stored.shape === "square" ? "square" : "round",
    paintMode: MODES.find((mode) => mode === stored.paintMode) ?? FIRST.paintMode,
    opacity: isWithin(opacity, 0, 1) ? opacity : FIRST.opacity,
    colorBy: stored.colorBy === "segment" ? "segment" : "class",
    predictor: typeof predictor === "string" ? predictor : null,
    classIds: isNumbers(classIds) ? classIds : {},
  };
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && value >= low && value <= high;
}

function isNumbers(value: unknown): value is Record<string, number> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => typeof each === "number")
  );
}

export function loadPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    // Storage may be blocked: every image then starts with the first settings.
    return FIRST;
  }
}

export function changePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadPreferences(), ...change }));
  } catch {
    // As above.
  }
}

/** Brings a fresh editor to the settings of the last one, and remembers what changes in it. */
export function keepPreferences(editor: Editor, projectId: number): () => void {
  const kept = loadPreferences();
  const project = String(projectId);
  editor.setTool(kept.tool);
  editor.setBrush({ radiusPx: kept.radiusPx, shape: kept.shape });
  editor.setPaintMode(kept.paintMode);
  editor.setOpacity(kept.opacity);
  editor.setColorBy(kept.colorBy);
  const classId = kept.classIds[project];
  if (editor.store.getState().classes.some((each) => each.classId === classId)) {
    editor.setActiveClass(classId ?? null);
  }
  return editor.store.subscribe((now, before) => {
    const { tool, brush, paintMode, opacity, colorBy, activeClassId } = now;
    const isSame =
      tool === before.tool &&
      brush === before.brush &&
      paintMode === before.paintMode &&
      opacity === before.opacity &&
      colorBy === before.colorBy &&
      activeClassId === before.activeClassId;
    if (isSame) return;
    const classIds = { ...loadPreferences().classIds };
    if (activeClassId !== null) classIds[project] = activeClassId;
    changePreferences({ tool, ...brush, paintMode, opacity, colorBy, classIds });
  });
}
