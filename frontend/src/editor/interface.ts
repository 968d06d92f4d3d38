/** The editor's public interface: what the page calls. The engine lies behind it. */

import type { BoxXyxy, ImagePoint, ScreenPoint, SizeHw } from "../geometry/points";
import type { Filler } from "../pixels/filler";
import type { Tracer } from "../pixels/tracer";
import type { Runs } from "../masks/types";
import type { AttributeValue } from "./attributes";
import type { OperationCommands } from "./operations/interface";
import type { RestoreOptions, Restored } from "./restoring";
import type { PolygonCommands } from "./interface/polygons";
import type { SuperpixelCommands } from "./commands/superpixels";
import type { ZPlace } from "./order";
import type { Scene } from "./scene";
import type { SeeingCommands } from "./seeing/interface";
import type {
  Brush,
  EditorClass,
  EditorSegment,
  EditorState,
  EditorStore,
  FillSettings,
  Notice,
  PaintMode,
  PointerInput,
  Prompt,
  Proposal,
  RegionSettings,
  SuggestionDecision,
  ToolName,
  Uid,
} from "./types";
import type { Operation, WireSegment, WireSuggestion, WireWeakLabel } from "./wire";

/** Keys that tools understand; the page's key table calls these. */
export type ToolKey = "enter" | "escape" | "backspace";

export type SegmentProperties = Partial<
  Pick<EditorSegment, "iscrowd" | "occluded" | "truncated" | "attributes">
>;

/** How and with what is drawn. */
export interface DrawingCommands {
  setTool(tool: ToolName): void;
  /** A retired class is never active. */
  setActiveClass(classId: number | null): void;
  setClasses(classes: readonly EditorClass[]): void;
  setBrush(brush: Partial<Brush>): void;
  setPaintMode(mode: PaintMode): void;
  setFill(settings: Partial<FillSettings>): void;
  /** Who answers fills by colour; null until there is a picture. */
  setFiller(filler: Filler | null): void;
  /** What leads the scissors along the picture's edges. */
  setTracer(tracer: Tracer | null): void;
  /** Gives up the fill that is worked out or shown. */
  dropFill(): void;
  /** Takes up the fill and proposes everything that nobody owns. */
  proposeUnlabelled(): void;
  setRegion(settings: Partial<RegionSettings>): void;
  setPrompt(prompt: Prompt | null): void;
  /** Takes the last hint for the assistant back and asks again; false where nothing was asked. */
  takeBackHint(): boolean;
  /** Shows what would be done; null takes it away. */
  propose(proposal: Proposal | null): void;
  /** Does what is proposed, in one step of the history; null where nothing came of it. */
  acceptProposal(): Uid | null;

  pointer(input: PointerInput): void;
  key(key: ToolKey): void;
  /** Gives up the gesture under way; nothing changes. */
  cancelGesture(): void;
  undo(): void;
  redo(): void;
}

export type ZMove = "front" | "back" | "forward" | "backward";

/** What commands are for: one segment, or several in one step of the history. */
export type OneOrMore = Uid | readonly Uid[];

/** What is done to segments. Those that are locked are left as they are, and the page is told. */
export interface SegmentCommands {
  /** Selects one thing alone, or nothing. */
  select(uid: Uid | null): void;
  /** Adds a segment to the selection, or takes it away. */
  toggleSelected(uid: Uid): void;
  /** The first is the primary, which tools draw on. */
  selectMany(uids: readonly Uid[]): void;
  /** All segments that can be seen. */
  selectAll(): void;
  /** A suggestion is rejected instead. */
  deleteSegment(uids: OneOrMore): void;
  changeClass(uids: OneOrMore, classId: number): void;
  setProperties(uids: OneOrMore, properties: SegmentProperties): void;
  /** Moves segments in the z-order; among each other they stay in their order. */
  reorder(uids: OneOrMore, to: ZMove): void;
  /** Brings segments directly above or below one that stays. */
  placeInOrder(uids: OneOrMore, place: ZPlace): void;
  /** Adds a mask as a new segment and selects it; null where no allowed pixel is left. */
  addMask(runs: Runs, classId: number, origin: string, score: number | null): Uid | null;
  /** Takes over what others saved. Emits operations only where exclusive pixels had to be given up. */
  applyRemote(changed: readonly WireSegment[], deleted: readonly Uid[]): void;
}

export interface AttributeCommands {
  /** Several segments in one step of the history; locked and hidden ones are left alone. */
  /** Undefined takes the value away. */
  setAttribute(uids: readonly Uid[], name: string, value: AttributeValue | undefined): void;
}

/** Boxes and image tags. */
export interface WeakCommands {
  selectBox(uid: Uid | null): void;
  /** The box between whole pixels, clipped to the image; null where nothing of it is inside. */
  addBox(boxXyxy: BoxXyxy, classId: number): Uid | null;
  setBoxClass(uid: Uid, classId: number): void;
  setBoxPlace(uid: Uid, boxXyxy: BoxXyxy): void;
  /** A box in the middle of what is seen, of the active class; it is selected. */
  addBoxInView(): Uid | null;
  /**
   * Moves the selected box, or its right and lower edges, by keys: a run of presses is one step for undo.
   *
   * @returns whether a box is selected.
   */
  nudgeBox(dx: number, dy: number, resizes: boolean): boolean;
  deleteWeak(uid: Uid): void;
  /** Says, or takes back, that something of the class is in the image. */
  setTag(classId: number, isThere: boolean): void;
  /** Takes over what others saved; the history is left alone. */
  applyRemoteWeak(changed: readonly WireWeakLabel[], deleted: readonly Uid[]): void;
}

export interface SuggestionCommands {
  acceptSuggestion(uid: Uid): void;
  rejectSuggestion(uid: Uid): void;
  acceptAll(uids?: readonly Uid[]): void;
  rejectAll(uids?: readonly Uid[]): void;
  /** Makes a rejected suggestion pending again. */
  restoreSuggestion(uid: Uid): void;
  /** Replaces the pending suggestions (they came in later); the history is left alone. */
  setSuggestions(suggestions: readonly WireSuggestion[]): void;
}

/** How the image is seen; nothing here is saved or undone. */
export interface ViewCommands {
  setOpacity(opacity: number): void;
  setColorBy(colorBy: EditorState["colorBy"]): void;
  setSuggestionsVisible(visible: boolean): void;
  setHidden(uids: readonly Uid[], hidden: boolean): void;
  setClassHidden(classId: number, hidden: boolean): void;
  setLocked(uids: readonly Uid[], locked: boolean): void;
  /** `movedPx`: how far down its top went while the picture is to stay in its place; null: it may move. */
  setViewport(viewportHw: SizeHw, movedPx?: number | null): void;
  fitView(): void;
  zoomBy(factor: number, at?: ScreenPoint): void;
  panBy(dx: number, dy: number): void;
  /** Scrolls and zooms so that the segment or suggestion is seen. */
  reveal(uid: Uid): void;
  /** Moves the picture, by as little as needed, until the segment, suggestion or box is seen; never zooms. */
  bringIntoView(uid: Uid): void;
  /** The topmost uid at a position, or null: suggestions first, where they are shown. */
  uidAt(point: ImagePoint): Uid | null;
}

/** Earlier states of the image, as the server keeps them. */
export interface PastCommands {
  /** Shows segments, boxes and tags in place of the present ones, until null. */
  preview(segments: readonly WireSegment[] | null, weak?: readonly WireWeakLabel[]): void;
  /** During a preview: shows the present, or the earlier state again. */
  compareWithNow(showsNow: boolean): void;
  /** Brings segments, boxes and tags back to what is given, in one step that undo takes back. */
  restore(
    segments: readonly WireSegment[],
    options: RestoreOptions,
    weak?: readonly WireWeakLabel[],
  ): Restored;
}

/** Each returns an unsubscriber. */
export interface EditorEvents {
  /** Called once per gesture or command, with every segment that it changed. */
  onCommit(listener: (operations: Operation[]) => void): () => void;
  onDecision(listener: (decision: SuggestionDecision) => void): () => void;
  /** The box tool asks: called when a box is drawn or a point added. */
  onPrompt(listener: (prompt: Prompt) => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;
}

export interface Editor
  extends
    PolygonCommands,
    DrawingCommands,
    SegmentCommands,
    AttributeCommands,
    WeakCommands,
    OperationCommands,
    SuggestionCommands,
    SuperpixelCommands,
    ViewCommands,
    SeeingCommands,
    PastCommands,
    EditorEvents {
  readonly store: EditorStore;
  /** What mountScreen draws; pages have no use for it. */
  readonly scene: Scene;
}
