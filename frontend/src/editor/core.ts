/** The editor's heart: applies steps to the layers, keeps the history, tells the page and the server. */

import { boxOfBbox, emptyBox, joinBoxes } from "../geometry/points";
import type { BoxXyxy } from "../geometry/points";
import { xor } from "../masks/boolean";
import { isEmptyRuns } from "../masks/runs";
import { operationsOf, segmentOf } from "./change";
import type { Change, Step, SuggestionMove } from "./change";
import { composeChanges, ownedBoxes } from "./composing";
import { withoutForeign } from "./foreign";
import { History } from "./history";
import { Layer } from "./layer";
import { prepare } from "./opening/prepare";
import { Remote } from "./remote";
import { keptSelection, selectionOf } from "./selection";
import { Signal } from "./signal";
import { initialState } from "./store";
import { cellBoxes } from "./cells";
import { randomUid } from "./uid";
import { weakOperations, withWeakChanges } from "./weak/weakLabels";
import { Transaction } from "./transaction";
import type {
  EditorOptions,
  EditorSegment,
  EditorState,
  EditorStore,
  EditorSuggestion,
  Notice,
  Prompt,
  SuggestionDecision,
  Uid,
} from "./types";
import type { Operation, OperationTool } from "./wire";

/**
 * What pixels changed, as a box in image pixels, or that the marks above the image did. Whatever else
 * changes how the image looks is in the state.
 */
export type Dirty = BoxXyxy | "marks";

export class Core {
  readonly store: EditorStore;
  readonly segments: Layer<EditorSegment>;
  readonly suggestions: Layer<EditorSuggestion>;
  readonly history = new History();
  readonly commits = new Signal<Operation[]>();
  readonly decisions = new Signal<SuggestionDecision>();
  readonly prompts = new Signal<Prompt>();
  readonly notices = new Signal<Notice>();
  /** Pixels that may have another owner, or marks. */
  readonly dirty = new Signal<Dirty>();
  /** The box in which segments may look different, whoever owns the pixels. */
  readonly looks = new Signal<BoxXyxy>();
  readonly newUid: () => Uid;
  /** The state that is previewed, with an id-map of its own. */
  earlier: Layer<EditorSegment> | null = null;
  readonly remote: Remote;
  /** Suggestions rejected since the image was opened: they can come back. */
  private readonly rejectedByUid = new Map<Uid, EditorSuggestion>();

  constructor(options: EditorOptions) {
    const prepared = options.prepared ?? prepare(options);
    this.store = initialState(options, prepared);
    this.newUid = options.newUid ?? randomUid;
    const { sizeHw, overlapMode } = options;
    this.segments = new Layer(sizeHw, overlapMode === "exclusive");
    this.suggestions = new Layer(sizeHw);
    this.segments.adopt(prepared.segments);
    this.suggestions.adopt(prepared.suggestions);
    this.remote = new Remote(this);
  }

  get state(): EditorState {
    return this.store.getState();
  }

  /** Selecting one thing lets go of the others, unless the others are named too. */
  set(partial: Partial<EditorState>): void {
    const isAlone = "selectedUid" in partial && !("alsoSelected" in partial);
    const isOther = "selectedUid" in partial && partial.selectedUid !== this.state.selectedUid;
    this.store.setState({
      ...(isOther ? { selectedBoxUid: null } : {}),
      ...partial,
      ...(isAlone ? { alsoSelected: selectionOf([]).alsoSelected } : {}),
    });
  }

  notify(code: Notice["code"], uid: Uid | null = null, count?: number): void {
    this.notices.emit({ code, uid, ...(count === undefined ? {} : { count }) });
  }

  rememberRejected(suggestions: readonly EditorSuggestion[]): void {
    for (const suggestion of suggestions) this.rejectedByUid.set(suggestion.uid, suggestion);
  }

  rejected(uid: Uid): EditorSuggestion | undefined {
    return this.rejectedByUid.get(uid);
  }

  begin(): Transaction {
    return new Transaction(this.segments, this.state.overlapMode);
  }

  /**
   * Does a step, keeps it for undo and tells the server.
   *
   * @param isComposed the id-map shows the changes already (a transaction painted them).
   * @param run names what a held key goes on doing: its presses are one step for undo.
   */
  commit(step: Step, tool: OperationTool, isComposed = false, run: string | null = null): void {
    const { changes, moves, weak = [] } = step;
    if (changes.length === 0 && moves.length === 0 && weak.length === 0) return;
    if (run === null) this.history.push(step);
    else this.history.pushRun(step, run, Date.now());
    this.perform(step, tool, isComposed);
  }

  undo(): void {
    const step = this.history.takeUndo();
    if (step === null) return;
    const fitted = this.fit(step);
    this.history.undone(fitted);
    this.perform(fitted, "undo");
  }

  redo(): void {
    const step = this.history.takeRedo();
    if (step === null) return;
    const fitted = this.fit(step);
    this.history.redone(fitted);
    this.perform(fitted, "redo");
  }

  /** Applies a step to layers and state; emits what the server must hear. */
  perform(step: Step, tool: OperationTool, isComposed = false): void {
    const { changes, moves } = step;
    let dirty = emptyBox;
    for (const change of changes) dirty = joinBoxes(dirty, this.applyToLayer(change));
    for (const move of moves) dirty = joinBoxes(dirty, this.moveInLayer(move));
    // What came into a hidden class was composed while it was painted and must go again.
    const isHidden = ({ uid }: Change): boolean => this.segments.get(uid)?.isHidden ?? false;
    const uncomposed = isComposed ? changes.filter(isHidden) : changes;
    composeChanges(this.segments, uncomposed, this.state.hiddenClassIds.size > 0);
    this.publish(step);
    if (step.weak !== undefined) this.set(withWeakChanges(this.state, step.weak));
    this.looks.emit(dirty);
    for (const box of ownedBoxes(this.state.sizeHw, changes)) this.dirty.emit(box);
    const operations = [
      ...operationsOf(changes, tool, (uid) => this.state.segments.get(uid)),
      ...weakOperations(step.weak ?? [], tool),
    ];
    if (operations.length > 0) this.commits.emit(operations);
    this.tellDecisions(moves);
  }

  /** Applies hidden and locked to an item that came or changed. */
  freeze(uid: Uid): void {
    const suggestion = this.suggestions.get(uid);
    if (suggestion !== undefined) suggestion.isHidden = this.state.hiddenUids.has(uid);
    const item = this.segments.get(uid);
    if (item === undefined) return;
    const { hiddenUids, hiddenClassIds, lockedUids } = this.state;
    item.isHidden = hiddenUids.has(uid) || hiddenClassIds.has(item.region.classId);
    item.isLocked = lockedUids.has(uid);
  }

  /** In exclusive images, others may own by now what an old step would give back. */
  private fit(step: Step): Step {
    if (this.state.overlapMode === "layered") return step;
    return { ...step, changes: withoutForeign(step.changes, this.segments) };
  }

  private applyToLayer({ uid, after, patch }: Change): BoxXyxy {
    const item = this.segments.get(uid);
    const before = item?.box ?? emptyBox;
    if (after === null) {
      if (item !== undefined) this.segments.remove(item);
      return before;
    }
    const runs =
      item === undefined
        ? patch
        : isEmptyRuns(patch)
          ? item.region.runs
          : xor(item.region.runs, patch);
    const segment = segmentOf(after, runs);
    if (item === undefined) this.segments.add(segment);
    else this.segments.replace(item, segment);
    this.freeze(uid);
    return joinBoxes(before, boxOfBbox(segment.bboxXywh));
  }

  private moveInLayer({ suggestion, to }: SuggestionMove): BoxXyxy {
    const item = this.suggestions.get(suggestion.uid);
    if (to === "pending" && item === undefined) this.suggestions.add(suggestion);
    if (to !== "pending" && item !== undefined) this.suggestions.remove(item);
    for (const box of cellBoxes(suggestion.runs)) this.suggestions.compose(box);
    return boxOfBbox(suggestion.bboxXywh);
  }

  /** Brings the page's state to the layers'. */
  private publish({ changes, moves }: Step): void {
    const { state } = this;
    let { segments, suggestions } = state;
    if (changes.length > 0) {
      const next = new Map(segments);
      for (const { uid } of changes) {
        const item = this.segments.get(uid);
        if (item === undefined) next.delete(uid);
        else next.set(uid, item.region);
      }
      segments = next;
    }
    if (moves.length > 0) {
      const next = new Map(suggestions);
      for (const { suggestion, to } of moves) {
        if (to === "pending") next.set(suggestion.uid, suggestion);
        else next.delete(suggestion.uid);
      }
      suggestions = next;
    }
    const isThere = (uid: Uid | null): boolean =>
      uid !== null && (segments.has(uid) || suggestions.has(uid));
    this.set({
      segments,
      suggestions,
      ...keptSelection(state, isThere),
      hoverUid: isThere(state.hoverUid) ? state.hoverUid : null,
      canUndo: this.history.canUndo,
      canRedo: this.history.canRedo,
    });
  }

  private tellDecisions(moves: readonly SuggestionMove[]): void {
    const rejected = moves.filter(({ to }) => to === "rejected");
    const restored = moves.filter(({ from, to }) => from === "rejected" && to === "pending");
    for (const [kind, list] of [
      ["reject", rejected],
      ["restore", restored],
    ] as const) {
      if (list.length === 0) continue;
      this.decisions.emit({ kind, uids: list.map(({ suggestion }) => suggestion.uid) });
    }
  }
}
