/** Runs the tools: turns pointer events into tool events and carries out the effects. */

import { imagePoint } from "../geometry/points";
import type { ImagePoint } from "../geometry/points";
import { toImage } from "../geometry/view";
import { nearestHandle } from "../masks/vertices";
import type { Core } from "./core";
import { Painting } from "./painting";
import { pickAt } from "./picking";
import { editVertex, insertPolygon } from "./shapes";
import { box, boxIdle } from "./tools/box";
import { last } from "./tools/event";
import type { Effect, Tool, ToolEvent } from "./tools/event";
import { pan, panIdle } from "./tools/pan";
import { polygon, polygonIdle } from "./tools/polygon";
import { select, selectIdle } from "./tools/select";
import { stroke, strokeIdle } from "./tools/stroke";
import type { PointerInput, ToolKey, ToolName } from "./types";
import { panView } from "./viewing";

/** Screen pixels within which a vertex or an edge counts as under the pointer. */
export const REACH_SCREEN_PX = 8;

/** Every tool's state; a polygon under way outlives a pan in between. */
const idleStates = {
  select: selectIdle,
  brush: strokeIdle,
  eraser: strokeIdle,
  polygon: polygonIdle,
  box: boxIdle,
  pan: panIdle,
};
export type ToolStates = typeof idleStates;

const tools: { [Name in ToolName]: Tool<ToolStates[Name]> } = {
  select,
  brush: stroke,
  eraser: stroke,
  polygon,
  box,
  pan,
};

export class Gestures {
  private states: ToolStates = { ...idleStates };
  /** The tool that the pressed pointer belongs to. */
  private captured: ToolName | null = null;
  private cursor: ImagePoint | null = null;
  private readonly painting: Painting;

  constructor(private readonly core: Core) {
    this.painting = new Painting(core);
  }

  get isPainting(): boolean {
    return this.painting.isOpen;
  }

  get toolStates(): Readonly<ToolStates> {
    return this.states;
  }

  /** Where the pointer is over the image's plane; null when it left. */
  get cursorAt(): ImagePoint | null {
    return this.cursor;
  }

  pointer(input: PointerInput): void {
    const { view, tool } = this.core.state;
    const points = input.points.map((point) => toImage(view, point));
    const at = last(points);
    const screen = last(input.points);
    const current = this.captured ?? tool;
    this.cursor = input.kind === "leave" ? null : at;
    const reachPx = REACH_SCREEN_PX / view.scale;
    switch (input.kind) {
      case "down": {
        const pressed = input.pan ? "pan" : input.erase ? "eraser" : tool;
        this.captured = pressed;
        const { shift, alt } = input;
        const handle = pressed === "select" ? this.handleAt(at, reachPx) : null;
        this.run(pressed, { kind: "down", at, screen, shift, alt, reachPx, handle });
        break;
      }
      case "move":
        this.run(current, { kind: "move", points, screen });
        this.hover(at);
        break;
      case "up":
        this.run(current, { kind: "up", at });
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
        this.run(current, { kind: "double", reachPx });
        break;
    }
    this.core.dirty.emit("marks");
  }

  key(key: ToolKey): void {
    const { tool, selectedUid } = this.core.state;
    const isIdle = this.isIdle();
    this.run(this.captured ?? tool, { kind: key === "escape" ? "cancel" : key });
    if (key === "escape" && isIdle) this.letGo(selectedUid);
    this.core.dirty.emit("marks");
  }

  /** Gives up whatever is under way, an unfinished polygon included. */
  cancel(): void {
    for (const name of Object.keys(tools) as ToolName[]) this.run(name, { kind: "cancel" });
    this.captured = null;
    this.core.dirty.emit("marks");
  }

  /** Ends a stroke that a command cuts short; an unfinished polygon stays. */
  settle(): void {
    if (this.isPainting) this.cancel();
  }

  private run<Name extends ToolName>(name: Name, event: ToolEvent): ToolStates[Name] {
    const [state, effects] = tools[name](this.states[name], event);
    this.states = { ...this.states, [name]: state };
    for (const effect of effects) this.carryOut(effect, name);
    const isBusy = !this.isIdle();
    if (isBusy !== this.core.state.isBusy) this.core.set({ isBusy });
    return state;
  }

  private isIdle(): boolean {
    return Object.values(this.states).every(({ kind }) => kind === "idle");
  }

  private carryOut(effect: Effect, tool: ToolName): void {
    switch (effect.kind) {
      case "begin":
        this.painting.open(effect.at, tool === "eraser");
        break;
      case "stroke":
        this.painting.stroke(effect.from, effect.to);
        break;
      case "commit":
        this.painting.commit();
        break;
      case "revert":
        this.painting.revert();
        break;
      case "close":
        insertPolygon(this.core, effect.ring);
        break;
      case "vertex":
        editVertex(this.core, effect.edit);
        break;
      case "pick":
        this.core.set({ selectedUid: pickAt(this.core, effect.at) });
        break;
      case "pan":
        panView(this.core, effect.dx, effect.dy);
        break;
      case "box":
      case "point":
        this.ask(effect);
        break;
    }
  }

  /** A box starts a new prompt; a point refines the one that is there. */
  private ask(effect: Extract<Effect, { kind: "box" | "point" }>): void {
    const [h, w] = this.core.state.sizeHw;
    const before = this.core.state.prompt ?? { boxXyxy: null, points: [], labels: [] };
    if (effect.kind === "box") {
      const [x0, y0, x1, y1] = effect.boxXyxy;
      const boxXyxy = [Math.max(x0, 0), Math.max(y0, 0), Math.min(x1, w), Math.min(y1, h)] as const;
      if (boxXyxy[0] >= boxXyxy[2] || boxXyxy[1] >= boxXyxy[3]) return;
      this.core.set({ prompt: { boxXyxy, points: [], labels: [] }, preview: null });
    } else {
      const { x, y } = effect.at;
      if (x < 0 || y < 0 || x >= w || y >= h) return;
      const points = [...before.points, imagePoint(x, y)];
      this.core.set({
        prompt: { ...before, points, labels: [...before.labels, effect.label] },
      });
    }
    this.core.prompts.emit(this.core.state.prompt!);
  }

  /** Escape with nothing under way: first the prompt goes, then the selection. */
  private letGo(selectedUid: string | null): void {
    const { prompt, preview } = this.core.state;
    if (prompt !== null || preview !== null) this.core.set({ prompt: null, preview: null });
    else if (selectedUid !== null) this.core.set({ selectedUid: null });
  }

  private handleAt(at: ImagePoint, reachPx: number): ReturnType<typeof nearestHandle> {
    const { selectedUid, segments } = this.core.state;
    const shape = selectedUid === null ? null : (segments.get(selectedUid)?.polygon ?? null);
    return shape === null ? null : nearestHandle(shape, at, reachPx);
  }

  private hover(at: ImagePoint): void {
    if (this.core.state.tool !== "select" || this.captured !== null) return;
    const { suggestionsVisible, hoverUid } = this.core.state;
    const suggestion = suggestionsVisible ? this.core.suggestions.topAt(at) : undefined;
    const uid = (suggestion ?? this.core.segments.topAt(at))?.region.uid ?? null;
    if (uid !== hoverUid) this.core.set({ hoverUid: uid });
  }
}
