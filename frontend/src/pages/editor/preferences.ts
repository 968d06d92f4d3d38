/** The annotator's settings that stay from image to image and from day to day. */

import { FIRST_SEEING, LARGEST_OUTLINE_PX, MASK_STYLES, type Seeing } from "../../editor";
import { LARGEST_RADIUS_PX, SMALLEST_RADIUS_PX } from "../../editor";
import type {
  BrushShape,
  Editor,
  EditorState,
  FillSettings,
  PaintMode,
  RegionSettings,
  ToolName,
} from "../../editor";
import type { Tone } from "../../pixels/tone";
import { tonesOf } from "./seeing/storedTones";

export interface Preferences {
  tool: ToolName;
  radiusPx: number;
  shape: BrushShape;
  hasPressure: boolean;
  paintMode: PaintMode;
  erases: RegionSettings["erases"];
  fill: FillSettings;
  opacity: number;
  colorBy: EditorState["colorBy"];
  seeing: Seeing;
  /** By project, where the person wants it kept: how its pictures are shown. */
  tones: Record<string, Tone>;
  predictor: string | null;
  /** A box's mask becomes a segment without being shown first. */
  acceptsAtOnce: boolean;
  /** By project: the class that was active last. */
  classIds: Record<string, number>;
}

const KEY = "maskwright.editor";

const FIRST: Preferences = {
  tool: "brush",
  radiusPx: 10,
  shape: "round",
  hasPressure: false,
  paintMode: "above",
  erases: "selected",
  fill: { by: "color", tolerance: 24, isContiguous: true, neighbours: 4 },
  opacity: 0.5,
  colorBy: "class",
  seeing: FIRST_SEEING,
  tones: {},
  predictor: null,
  acceptsAtOnce: false,
  classIds: {},
};

const TOOLS: readonly ToolName[] = [
  "select",
  "brush",
  "eraser",
  "rectangle",
  "ellipse",
  "lasso",
  "fill",
  "polygon",
  "box",
  "scissors",
  "watershed",
  "superpixels",
  "pan",
  "ruler",
];
const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

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
    hasPressure: stored.hasPressure === true,
    paintMode: MODES.find((mode) => mode === stored.paintMode) ?? FIRST.paintMode,
    erases: stored.erases === "everything" ? "everything" : "selected",
    fill: fillSettings(stored.fill),
    opacity: isWithin(opacity, 0, 1) ? opacity : FIRST.opacity,
    colorBy: stored.colorBy === "segment" ? "segment" : "class",
    seeing: seeingOf(stored.seeing),
    tones: tonesOf(stored.tones),
    predictor: typeof predictor === "string" ? predictor : null,
    acceptsAtOnce: stored.acceptsAtOnce === true,
    classIds: isNumbers(classIds) ? classIds : {},
  };
}

function fillSettings(stored: unknown): FillSettings {
  if (typeof stored !== "object" || stored === null) return FIRST.fill;
  const { by, tolerance, isContiguous, neighbours } = stored as Partial<
    Record<keyof FillSettings, unknown>
  >;
  return {
    by: by === "unlabelled" ? by : "color",
    tolerance: isWithin(tolerance, 0, 255) ? Math.round(tolerance) : FIRST.fill.tolerance,
    isContiguous: isContiguous !== false,
    neighbours: neighbours === 8 ? 8 : 4,
  };
}

function seeingOf(value: unknown): Seeing {
  const stored: Partial<Record<keyof Seeing, unknown>> =
    typeof value === "object" && value !== null ? value : {};
  const isOn = (name: keyof Seeing): boolean => (stored[name] ?? FIRST_SEEING[name]) === true;
  const { outlinePx } = stored;
  return {
    maskStyle: MASK_STYLES.find((style) => style === stored.maskStyle) ?? FIRST_SEEING.maskStyle,
    outlinePx: isWithin(outlinePx, 1, LARGEST_OUTLINE_PX) ? outlinePx : FIRST_SEEING.outlinePx,
    hasSafeColors: isOn("hasSafeColors"),
    hasPixelGrid: isOn("hasPixelGrid"),
    hasMinimap: isOn("hasMinimap"),
    showsUnlabelled: isOn("showsUnlabelled"),
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
  editor.setBrush({
    radiusPx: kept.radiusPx,
    shape: kept.shape,
    hasPressure: kept.hasPressure,
  });
  editor.setPaintMode(kept.paintMode);
  editor.setRegion({ erases: kept.erases });
  editor.setFill(kept.fill);
  editor.setOpacity(kept.opacity);
  editor.setColorBy(kept.colorBy);
  const classId = kept.classIds[project];
  if (editor.store.getState().classes.some((each) => each.classId === classId)) {
    editor.setActiveClass(classId ?? null);
  }
  return editor.store.subscribe((now, before) => {
    const { tool, brush, paintMode, region, fill, opacity, colorBy, activeClassId } = now;
    const isSame =
      tool === before.tool &&
      brush === before.brush &&
      paintMode === before.paintMode &&
      region === before.region &&
      fill === before.fill &&
      opacity === before.opacity &&
      colorBy === before.colorBy &&
      activeClassId === before.activeClassId;
    if (isSame) return;
    const classIds = { ...loadPreferences().classIds };
    if (activeClassId !== null) classIds[project] = activeClassId;
    const { erases } = region;
    changePreferences({ tool, ...brush, paintMode, erases, fill, opacity, colorBy, classIds });
  });
}

/** As `keepPreferences`, for how things are seen: whoever may only look sets that too. */
export function keepSeeing(editor: Editor): () => void {
  editor.setSeeing(loadPreferences().seeing);
  return editor.store.subscribe(({ seeing }, before) => {
    if (seeing !== before.seeing) changePreferences({ seeing });
  });
}
