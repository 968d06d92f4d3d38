/** Runs the tools: turns pointer events into tool events and carries out the effects. */

import { imagePoint, screenPoint } from "../geometry/points";
import type { ImagePoint, ScreenPoint } from "../geometry/points";
import { toImage } from "../geometry/view";
import { nearestHandle } from "../masks/vertices";
import type { Handle } from "../masks/vertices";
import type { Vertex } from "../masks/types";
import type { Core } from "./core";
import { carryOut } from "./effects";
import type { ToolKey } from "./interface";
import { Filling } from "./filling";
import { SizeNote } from "./sizing";
import { magnet } from "./magnet";
import { Painting } from "./painting";
import { Parking } from "./parking";
import { endMode, guideFor } from "./rings";
import { last } from "./tools/event";
import type { ToolEvent } from "./tools/event";
import { FRAME } from "./tools/guide";
import type { Guide } from "./tools/guide";
import { REACH_SCREEN_PX } from "./tools/polygon";
import { gripAt } from "./weak/grips";
import { idleStates, tools } from "./tools/registry";
import type { ToolStates } from "./tools/registry";
import { Wiring } from "./wiring";
import { anchorsOf, type Trace } from "./tools/scissors";
import type { PointerInput, ToolName } from "./types";
import { isInOutline } from "./vertices";

/** Tools whose shape follows Shift and Alt while the pointer stands still. */
const FOLLOW_KEYS: ReadonlySet<ToolName> = new Set(["rectangle", "ellipse", "lasso", "scissors"]);

/** Tools with which a box without pixels is taken hold of. */
const TAKES_BOXES: ReadonlySet<ToolName> = new Set(["select", "weakBox"]);
/** How near an edge counts, against a vertex. */
const EDGE_REACH = 0.6;

export class Gestures {
  private states: ToolStates = { ...idleStates };
  /** The tool that the pressed pointer belongs to. */
  private captured: ToolName | null = null;
  private cursor: ScreenPoint | null = null;
  /** Alt inverts the magnet while it is held. */
  private isInverted = false;
  /** Shift is held: the brush shows the straight line that it would draw. */
  private hasShift = false;
  readonly sizeNote: SizeNote;
  readonly filling: Filling;
  readonly painting: Painting;
  readonly wiring: Wiring;
  private readonly parking = new Parking();

  constructor(private readonly core: Core) {
    this.sizeNote = new SizeNote(core);
    this.filling = new Filling(core);
    this.painting = new Painting(core);
    this.wiring = new Wiring(core, () => this.goOnCutting());
  }

  get isPainting(): boolean {
    return this.painting.isOpen;
  }

  get toolStates(): Readonly<ToolStates> {
    return this.states;
  }

  get isShiftHeld(): boolean {
    return this.hasShift;
  }

  /** Where the pointer is over the image's plane; null when it left. */
  get cursorAt(): ImagePoint | null {
    // Where the picture is now: it may have been zoomed or moved under a resting pointer.
    return this.cursor === null ? null : toImage(this.core.state.view, this.cursor);
  }

  /** Where a click of the polygon tool would go, if a border pulls it there. */
  get pulledTo(): Vertex | null {
    const { tool, view } = this.core.state;
    const at = this.cursorAt;
    const guide = at === null ? undefined : this.guide(tool);
    const anchor = guide?.anchor(at!, REACH_SCREEN_PX / view.scale);
    return anchor === undefined || anchor.on.length === 0 ? null : anchor.at;
  }

  /** A line that cut nothing is gone on with: its corners were work. */
  readonly keepLine = (line: readonly Vertex[]): void => {
    const split = { kind: "placing", line, cursor: this.cursorAt } as const;
    this.states = { ...this.states, split };
  };

  pointer(input: PointerInput): void {
    const { view, tool } = this.core.state;
    const points = input.points.map((point) => toImage(view, point));
    const at = last(points);
    const screen = last(input.points);
    const current = this.captured ?? tool;
    this.cursor = input.kind === "leave" ? null : screen;
    this.isInverted = input.alt;
    this.hasShift = input.shift;
    const reachPx = REACH_SCREEN_PX / view.scale;
    switch (input.kind) {
      case "down": {
        const isPast = this.core.state.preview !== null;
        const { shift, alt, mod = false } = input;
        const handle = tool === "select" ? this.handleAt(at, reachPx) : null;
        const isPlain = handle === null && !shift && !mod;
        const grip = isPlain && TAKES_BOXES.has(tool) ? gripAt(this.core, at, reachPx) : null;
        const drawing = grip === null ? tool : "weakBox";
        const pressed = input.pan || isPast ? "pan" : input.erase ? "eraser" : drawing;
        this.captured = pressed;
        const guide = this.guide(pressed);
        const pressure = input.pressures?.[0];
        const keys = { shift, alt, mod };
        const event = {
          kind: "down" as const,
          at,
          screen,
          ...keys,
          reachPx,
          handle,
          grip,
          isInside: pressed === "select" && isInOutline(this.core, at),
          guide,
          ...this.trace(pressed),
        };
        this.run(pressed, pressure === undefined ? event : { ...event, pressure });
        break;
      }
      case "move":
        this.run(current, {
          kind: "move",
          points:
            current === "select" ? points.map((point) => this.pulled(point, reachPx)) : points,
          screen,
          shift: input.shift,
          alt: input.alt,
          reachPx,
          guide: this.guide(current),
          ...(input.pressures === undefined ? {} : { pressures: input.pressures }),
        });
        this.hover(at);
        break;
      case "keys":
        if (FOLLOW_KEYS.has(current)) {
          this.run(current, { kind: "move", points, screen, shift: input.shift, alt: input.alt });
        }
        break;
      case "up":
        this.run(current, { kind: "up", at, guide: this.guide(current) });
        this.captured = null;
        break;
      case "cancel":
        this.run(current, { kind: "interrupt" });
        this.captured = null;
        break;
      case "leave":
        this.run(current, { kind: "leave" });
        if (this.core.state.hoverUid !== null) this.core.set({ hoverUid: null });
        break;
      case "double":
        this.run(current, {
          kind: "double",
          reachPx,
          guide: this.guide(current),
          ...this.trace(current),
          handle: current === "select" ? this.handleAt(at, reachPx) : null,
        });
        break;
    }
    this.core.dirty.emit("marks");
  }

  key(key: ToolKey): void {
    const { tool } = this.core.state;
    const isIdle = this.isIdle();
    const current = this.captured ?? tool;
    if (key === "escape") this.run(current, { kind: "cancel" });
    else this.run(current, { kind: key, guide: this.guide(current), ...this.trace(current) });
    if (key === "escape" && isIdle) this.letGo();
    this.core.dirty.emit("marks");
  }

  /** Gives up whatever is under way, an unfinished polygon included. */
  cancel(): void {
    for (const name of Object.keys(tools) as ToolName[]) this.run(name, { kind: "cancel" });
    this.captured = null;
    this.core.dirty.emit("marks");
  }

  /** Another tool is chosen: what the pressed pointer drew stays, an unfinished outline waits for its tool. */
  changeTool(to: ToolName): void {
    const at = this.cursorAt;
    if (this.captured !== null && at !== null) {
      this.run(this.captured, { kind: "up", at, guide: this.guide(this.captured) });
    }
    if (this.core.state.polygonMode === "new") this.parking.put(this.states);
    this.cancel();
    // A stretch is drawn with the polygon tool or not at all.
    endMode(this.core);
    this.core.set({ tool: to, hoverUid: null, simplifying: null });
    this.states = { ...this.states, ...this.parking.take(to) };
    const { scissors } = this.states;
    if (to === "scissors" && scissors.kind === "drawing") {
      carryOut(this.core, this, { kind: "anchor", at: last(anchorsOf(scissors)) }, to);
    }
    this.core.set({ isBusy: !this.isIdle() });
    this.core.dirty.emit("marks");
  }

  /** Ends a stroke that a command cuts short; an unfinished polygon stays. */
  settle(): void {
    if (this.isPainting) this.cancel();
  }

  private run<Name extends ToolName>(name: Name, event: ToolEvent): ToolStates[Name] {
    const [state, effects] = tools[name](this.states[name], event);
    this.states = { ...this.states, [name]: state };
    for (const effect of effects) carryOut(this.core, this, effect, name);
    const isBusy = !this.isIdle();
    if (isBusy !== this.core.state.isBusy) this.core.set({ isBusy });
    return state;
  }

  private isIdle(): boolean {
    return Object.values(this.states).every(({ kind }) => kind === "idle");
  }

  /** Escape with nothing under way: first the prompt goes, then the ruler, then the selection. */
  private letGo(): void {
    const { prompt, proposal, ruler, polygonMode } = this.core.state;
    if (polygonMode === "redraw") {
      endMode(this.core);
      return;
    }
    if (prompt !== null || proposal !== null) this.core.set({ prompt: null, proposal: null });
    else if (ruler !== null) this.core.set({ ruler: null });
    else this.core.set({ selectedUid: null, selectedBoxUid: null });
  }

  /** A vertex that is dragged goes onto its neighbours' borders, too. */
  private pulled(at: ImagePoint, reachPx: number): ImagePoint {
    const { select } = this.states;
    const { isMagnetic, selectedUid } = this.core.state;
    if (select.kind !== "dragging" || selectedUid === null || isMagnetic === this.isInverted) {
      return at;
    }
    const anchor = magnet(this.core, new Set([selectedUid])).anchor(at, reachPx);
    const isBorder = anchor.on.some((uid) => uid !== FRAME);
    return isBorder ? imagePoint(anchor.at[0], anchor.at[1]) : at;
  }

  /** What the pointer is over of the selected polygon, while nothing is pressed. */
  get hotHandle(): { readonly handle: Handle; readonly at: ImagePoint } | null {
    const at = this.cursorAt;
    if (at === null || this.captured !== null || this.core.state.tool !== "select") return null;
    const handle = this.handleAt(at, REACH_SCREEN_PX / this.core.state.view.scale);
    return handle === null ? null : { handle, at };
  }

  /** Only the scissors are led by edges of the picture. */
  private trace(tool: ToolName): { trace?: Trace | undefined } {
    return tool === "scissors" ? { trace: this.wiring.trace } : {};
  }

  /** The edges around the scissors' anchor are known: what was clicked meanwhile is done. */
  private goOnCutting(): void {
    const { scissors } = this.states;
    if (scissors.kind === "drawing") {
      const shift = scissors.isStraight;
      const [points, screen] = [[imagePoint(0, 0)], screenPoint(0, 0)];
      this.run("scissors", { kind: "move", points, screen, shift, ...this.trace("scissors") });
    }
    this.core.dirty.emit("marks");
  }

  /** Only the polygon tool is led: what is near the pointer is looked up for it alone. */
  private guide(tool: ToolName): Guide | undefined {
    return tool === "polygon" ? guideFor(this.core, this.isInverted) : undefined;
  }

  private handleAt(at: ImagePoint, reachPx: number): ReturnType<typeof nearestHandle> {
    const { selectedUid, segments } = this.core.state;
    const shape = selectedUid === null ? null : (segments.get(selectedUid)?.polygon ?? null);
    if (shape === null) return null;
    // Edges are everywhere round a polygon: other clicks need room beside them.
    return nearestHandle(shape, at, reachPx, reachPx * EDGE_REACH);
  }

  private hover(at: ImagePoint): void {
    if (this.core.state.tool !== "select" || this.captured !== null) return;
    const { suggestionsVisible, hoverUid } = this.core.state;
    const suggestion = suggestionsVisible ? this.core.suggestions.topAt(at) : undefined;
    const uid = (suggestion ?? this.core.segments.topAt(at))?.region.uid ?? null;
    if (uid !== hoverUid) this.core.set({ hoverUid: uid });
  }
}
