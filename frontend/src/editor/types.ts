/** The editor's public data: what the page passes in and reads. */

import type { StoreApi } from "zustand/vanilla";

import type { BboxXywh, BoxXyxy, ImagePoint, ScreenPoint, SizeHw } from "../geometry/points";
import type { View } from "../geometry/view";
import type { Connectivity } from "../masks/components";
import type { Superpixels, SuperpixelSize } from "../masks/superpixels";
import type { Polygon, Runs } from "../masks/types";
import type { VertexRef } from "../masks/vertices";
import type { AttributeDefinition } from "./attributes";
import type { Prepared } from "./opening/prepare";
import type { Beacon, Ruler, Seeing } from "./seeing/types";
import type { OperationTool, WireSegment, WireSuggestion, WireWeakLabel } from "./wire";

export type Uid = string;
export type OverlapMode = "layered" | "exclusive";

/**
 * Which pixels a gesture may take.
 *
 * `above`: all (exclusive images: they are taken from their owners; layered: a new segment lies on top).
 * `below`: exclusive images: only what nobody owns; layered: all, but a new segment lies at the bottom.
 * `unlabelled`: only what shows no other segment.
 */
export type PaintMode = "above" | "below" | "unlabelled";

/** Fewer vertices for some segments, shown before it is done. */
export interface Simplifying {
  readonly uids: readonly Uid[];
  readonly tolerancePx: number;
  readonly shapes: ReadonlyMap<Uid, Polygon>;
  readonly numBefore: number;
  readonly numAfter: number;
  /** The pixels that would change hands. */
  readonly changed: Runs;
  readonly changedPx: number;
}

/** Outlines of many segments that are being worked out. */
export interface Outlining {
  readonly kind: "convert" | "simplify";
  /** Segments. */
  readonly done: number;
  readonly total: number;
}

export type ToolName =
  | "select"
  | "brush"
  | "eraser"
  | "rectangle"
  | "ellipse"
  | "lasso"
  | "fill"
  | "polygon"
  | "box"
  | "scissors"
  | "watershed"
  | "superpixels"
  | "weakBox"
  | "pan"
  | "ruler"
  | "split";

/** Tools whose gestures are questions to an assistant. */
export type AskingTool = "box" | "watershed";
/** What a ring that the polygon tool closes becomes, and of what; `redraw`: a line for a stretch of it. */
export type PolygonMode = "new" | "part" | "hole" | "redraw";

export type BrushShape = "round" | "square";

/** The diameter 2 * radiusPx is rounded to whole image pixels; 0.5 is the brush of one pixel. */
export interface Brush {
  readonly radiusPx: number;
  readonly shape: BrushShape;
  /** A pen's pressure scales the diameter, down to one pixel; mice and fingers paint at full size. */
  readonly hasPressure: boolean;
}

/** How regions and the eraser take and give pixels. */
export interface RegionSettings {
  /** Whether a drawn region is added to a segment or cut out. */
  readonly mode: "add" | "remove";
  /** What the eraser and cutting regions take from: the selected segment, or all that may be changed. */
  readonly erases: "selected" | "everything";
}

/** How the flood fill spreads. */
export interface FillSettings {
  /** Over what looks like the seed, or over what no segment has. */
  readonly by: "color" | "unlabelled";
  /** 0 to 255: how far any channel may be from the seed's. */
  readonly tolerance: number;
  /** Only what touches the seed; else the whole image. */
  readonly isContiguous: boolean;
  /** Whether pixels touch by edges only, or by corners too. */
  readonly neighbours: 4 | 8;
}

export interface EditorClass {
  readonly classId: number;
  readonly name: string;
  /** '#rrggbb' */
  readonly color: string;
  /** What segments of the class are asked for; absent: nothing. */
  readonly attributes?: readonly AttributeDefinition[];
  /** Takes no new segments: it is shown, but never the active class. */
  readonly isRetired?: boolean;
}

/** One labelled region. Immutable: a change replaces the object. */
export interface EditorSegment {
  readonly uid: Uid;
  readonly classId: number;
  readonly z: number;
  readonly runs: Runs;
  /** Vertices of a segment that is still a polygon; null for masks. */
  readonly polygon: Polygon | null;
  readonly iscrowd: boolean;
  readonly occluded: boolean;
  readonly truncated: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly origin: string;
  readonly score: number | null;
  readonly areaPx: number;
  readonly bboxXywh: BboxXywh;
}

/** A pending proposal of a model, an import or a consensus. */
export interface EditorSuggestion {
  readonly uid: Uid;
  readonly classId: number;
  readonly z: number;
  readonly runs: Runs;
  readonly score: number | null;
  readonly source: string;
  readonly sourceRef: string;
  readonly areaPx: number;
  readonly bboxXywh: BboxXywh;
}

/** A label without pixels: a box with something of the class in it, or a tag of the whole image. */
export interface EditorWeakLabel {
  readonly uid: Uid;
  readonly kind: "box" | "tag";
  readonly classId: number;
  /** Whole image pixels; null of a tag. */
  readonly bboxXywh: BboxXywh | null;
}

/** A stroke that says: this belongs to the object, or does not. */
export interface Scribble {
  /** The pointer's way, at least one point. */
  readonly points: readonly ImagePoint[];
  readonly isForeground: boolean;
}

/** What a tool asks an assistant: a box, clicks, scribbles, or all of them. */
export interface Prompt {
  /** The tool that asks. */
  readonly tool: AskingTool;
  readonly boxXyxy: BoxXyxy | null;
  readonly points: readonly ImagePoint[];
  /** 1 foreground, 0 background; as long as `points`. */
  readonly labels: readonly (0 | 1)[];
  readonly scribbles: readonly Scribble[];
  /** The prompt without its last hint, so that hints can be taken back one by one; null: the first. */
  readonly previous: Prompt | null;
}

/** Pixels that are shown but not yet anyone's: Enter takes them, Escape drops them. */
export interface Proposal {
  readonly runs: Runs;
  /** The segment whose pixels these would be from then on; null: a new segment of the active class. */
  readonly target: Uid | null;
  /** Who proposes: the origin of a new segment. */
  readonly origin: string;
  readonly score: number | null;
  readonly tool: OperationTool;
  /** Further segments whose pixels would change in the same step. */
  readonly also?: readonly { readonly target: Uid; readonly runs: Runs }[];
  /** A box without pixels that goes in the same step, where the new segment takes its place. */
  readonly replacesBox?: Uid | null;
}

/** An earlier state that is shown in place of the present one. */
export interface Preview {
  /** Every segment that is not the same then and now: these stand out. */
  readonly different: ReadonlySet<Uid>;
  /** Boxes and tags as they were. */
  readonly weakLabels: ReadonlyMap<Uid, EditorWeakLabel>;
  readonly differentWeak: ReadonlySet<Uid>;
  /** There then, not now. */
  readonly numGone: number;
  readonly numChanged: number;
  /** There now, not then. */
  readonly numAdded: number;
  /** The present is shown for comparison. */
  readonly showsNow: boolean;
}

/** Something the person should be told; the page words it by `code`. */
export interface Notice {
  readonly code:
    | "superpixels_missing" // the superpixels are not there yet
    | "all_labelled" // no pixel is without an owner
    | "no_class" // a gesture needs an active class
    | "locked" // the segment is locked or hidden, or the active class is hidden (uid null)
    | "nothing_to_erase" // the eraser met no segment
    | "spared" // everything under the stroke belongs to others, which the paint mode leaves alone
    | "empty_shape" // the shape covers no (allowed) pixel centre
    | "labelled_here" // unlabelled area was to be filled where a segment is
    | "picture_unread" // the picture could not be read
    | "crossing_polygon" // edges cross: kept as a mask without vertices
    | "became_mask" // rings cross each other: the segment has its pixels, and no vertices any more
    | "no_segment" // a part, a hole or a new stretch needs a selected segment
    | "off_outline" // a new stretch must start and end on one ring of the outline
    | "suggestion_covered" // every pixel of the suggestion is already labelled
    | "remote_conflict" // someone else changed the same segment during the gesture
    | "choose_one" // a command needs a selected segment
    | "choose_two" // union, merge, subtract, intersect need several selected segments
    | "other_classes" // union of several classes: merge does that
    | "nothing_left" // subtract or intersect would leave no pixel: refused
    | "nothing_to_subtract" // the segments have no pixel in common
    | "nothing_changes" // the operation would leave every pixel as it is
    | "no_split_target" // nothing is selected, and the line lies on no segment
    | "not_cut" // the line does not go through from side to side
    | "one_part" // the segment has only one part
    | "split" // into how many (count)
    | "exclusive_duplicate" // every pixel belongs to one segment: a copy in place has none
    | "duplicated" // how many (count)
    | "too_many"; // more segments than an image can hold
  readonly uid: Uid | null;
  /** How many segments it is about, where that is said. */
  readonly count?: number;
}

/** Rejected or restored suggestions; accepting is an Operation. */
export interface SuggestionDecision {
  readonly kind: "reject" | "restore";
  readonly uids: readonly Uid[];
}

/** What React may read. Changes at commits and settings, not at every pointer move. */
export interface EditorState {
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly classes: readonly EditorClass[];
  /** In the order in which they came. */
  readonly segments: ReadonlyMap<Uid, EditorSegment>;
  readonly suggestions: ReadonlyMap<Uid, EditorSuggestion>;
  readonly weakLabels: ReadonlyMap<Uid, EditorWeakLabel>;
  readonly tool: ToolName;
  readonly activeClassId: number | null;
  /** A segment's or a suggestion's uid; of several selected segments the primary, which tools draw on. */
  readonly selectedUid: Uid | null;
  /** Further selected segments, in the order in which they were added; never the primary. */
  readonly alsoSelected: ReadonlySet<Uid>;
  /** The selected box without pixels; never together with a segment. */
  readonly selectedBoxUid: Uid | null;
  readonly hoverUid: Uid | null;
  readonly brush: Brush;
  readonly paintMode: PaintMode;
  readonly region: RegionSettings;
  /** What hangs together where segments are split into parts: 8 joins pixels that touch at a corner. */
  readonly connectivity: Connectivity;
  readonly polygonMode: PolygonMode;
  /** Vertices that are drawn near a border go onto it. */
  readonly isMagnetic: boolean;
  readonly fill: FillSettings;
  /** `filling`: an answer takes longer than one would wait for without a word. */
  readonly fillStatus: "idle" | "filling";
  readonly simplifying: Simplifying | null;
  readonly outlining: Outlining | null;
  /** Vertices that keys work on, of the polygon that they were picked from. */
  readonly pickedVertices: { readonly of: Polygon; readonly refs: readonly VertexRef[] } | null;
  /** 0 to 1, of the segments' fill. */
  readonly opacity: number;
  readonly colorBy: "class" | "segment";
  readonly suggestionsVisible: boolean;
  readonly hiddenUids: ReadonlySet<Uid>;
  readonly hiddenClassIds: ReadonlySet<number>;
  readonly lockedUids: ReadonlySet<Uid>;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** A gesture (stroke, polygon, box, drag) is under way. */
  readonly isBusy: boolean;
  readonly prompt: Prompt | null;
  /** Whether the scissors know the edges around the last anchor. */
  readonly wireStatus: "idle" | "tracing" | "ready" | "failed";
  /** Null until they were made and fetched. */
  readonly superpixels: Superpixels | null;
  readonly superpixelSize: SuperpixelSize;
  /** The superpixel that a stroke would begin with. */
  readonly highlight: Runs | null;
  /** What an assistant or a command would do, shown before it is done. */
  readonly proposal: Proposal | null;
  /** While an earlier state is looked at, pointers only pan. */
  readonly preview: Preview | null;
  readonly view: View;
  readonly viewportHw: SizeHw;
  readonly seeing: Seeing;
  /** The line that was measured last. */
  readonly ruler: Ruler | null;
  /** Where the eye is led to. */
  readonly beacon: Beacon | null;
}

export type EditorStore = StoreApi<EditorState>;

export interface EditorOptions {
  readonly sizeHw: SizeHw;
  readonly overlapMode: OverlapMode;
  readonly classes: readonly EditorClass[];
  /** As the API answers them. */
  readonly segments: readonly WireSegment[];
  readonly suggestions: readonly WireSuggestion[];
  readonly weakLabels?: readonly WireWeakLabel[];
  /** Both of these decoded and composed, where that was done ahead. */
  readonly prepared?: Prepared;
  /** Names new segments; random UUIDs unless a test says otherwise. */
  readonly newUid?: () => Uid;
}

/** One pointer event; `points` are the coalesced positions, oldest first, at least one. */
export interface PointerInput {
  /** `keys`: Shift or Alt changed while the pointer stood still. */
  readonly kind: "down" | "move" | "up" | "cancel" | "leave" | "double" | "keys";
  readonly points: readonly ScreenPoint[];
  /** A pen's, 0 to 1, one a point; absent for whatever has none. */
  readonly pressures?: readonly number[];
  readonly shift: boolean;
  readonly alt: boolean;
  /** Ctrl, or Command on a Mac; false where it is not said. */
  readonly mod?: boolean;
  /** The pen's eraser end: this gesture erases, whatever the tool. */
  readonly erase: boolean;
  /** The middle button, or a held space bar: this gesture pans, whatever the tool. */
  readonly pan: boolean;
}
