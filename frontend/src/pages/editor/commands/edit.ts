/** Keys for what is being drawn: undo, the brush, finishing and giving up. */

import { resizeTool } from "../brushSize";
import type { Editor, PaintMode, ToolName } from "../../../editor";
import { remove } from "./segments";
import { selectedSuggestion } from "./selected";
import { acceptAndGoOn, rejectAndGoOn } from "./suggestions";
import type { Command, CommandContext } from "./types";

/** A quarter larger, or a fifth smaller: even steps for the eye. */
const BRUSH_STEP = 1.25;

const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

/** What the tool has of size, or while outlines are being simplified the tolerance, by one slider step at least. */
function resize(editor: Editor, factor: number): void {
  const { simplifying } = editor.store.getState();
  if (simplifying === null) resizeTool(editor, factor);
  else editor.setTolerance(Math.max(simplifying.tolerancePx + Math.sign(factor - 1) * 0.25, 0));
}

function finish(context: CommandContext): void {
  const uid = selectedSuggestion(context);
  const { isBusy } = context.editor.store.getState();
  // What is proposed in front of everything was asked for last.
  if (context.editor.applySimplified() || context.acceptProposal()) return;
  if (uid !== null && !isBusy) acceptAndGoOn(context, uid);
  else context.editor.key("enter");
}

/** With these Backspace takes corners back: once too often must not cost the segment before. */
const TAKES_BACK: ReadonlySet<ToolName> = new Set(["polygon", "scissors", "watershed", "split"]);

function back(context: CommandContext): void {
  const { isBusy, tool } = context.editor.store.getState();
  const suggestion = selectedSuggestion(context);
  if (isBusy) context.editor.key("backspace");
  else if (context.editor.takeBackHint()) return;
  else if (suggestion !== null) rejectAndGoOn(context, suggestion);
  else if (!TAKES_BACK.has(tool)) remove(context);
}

function cancel(context: CommandContext): void {
  const { editor, discardProposal, leavePast, isHistoryOpen, toggleHistory } = context;
  const state = editor.store.getState();
  const { isBusy, preview, prompt, proposal, ruler, fillStatus } = state;
  const { simplifying, outlining, polygonMode, selectedUid } = state;
  if (preview !== null) leavePast();
  else if (simplifying !== null || outlining !== null) editor.dropSimplified();
  else if (isBusy || polygonMode === "redraw") editor.key("escape");
  else if (fillStatus !== "idle") editor.dropFill();
  else if (prompt !== null || proposal !== null) discardProposal();
  else if (ruler !== null) editor.setRuler(null);
  else if (isHistoryOpen && selectedUid === null) toggleHistory();
  else editor.select(null);
}

export const editCommands = {
  undo: {
    group: "edit",
    keys: ["$mod+z"],
    repeats: true,
    edits: true,
    unavailable: ({ editor }) => {
      const { canUndo, isBusy } = editor.store.getState();
      return canUndo || isBusy ? null : "nothing_to_undo";
    },
    run: ({ editor }) => editor.undo(),
  },
  redo: {
    group: "edit",
    keys: ["$mod+Shift+z", "$mod+y"],
    repeats: true,
    edits: true,
    unavailable: ({ editor }) => (editor.store.getState().canRedo ? null : "nothing_to_redo"),
    run: ({ editor }) => editor.redo(),
  },
  newSegment: { group: "edit", keys: ["n"], run: ({ editor }) => editor.select(null) },
  smaller: {
    group: "edit",
    keys: ["BracketLeft"],
    repeats: true,
    run: ({ editor }) => resize(editor, 1 / BRUSH_STEP),
  },
  larger: {
    group: "edit",
    keys: ["BracketRight"],
    repeats: true,
    run: ({ editor }) => resize(editor, BRUSH_STEP),
  },
  paintMode: {
    group: "edit",
    keys: ["q"],
    run: ({ editor }) => {
      const at = MODES.indexOf(editor.store.getState().paintMode);
      editor.setPaintMode(MODES[(at + 1) % MODES.length] ?? "above");
    },
  },
  finish: { group: "edit", keys: ["Enter"], edits: true, run: finish },
  cancel: { group: "edit", keys: ["Escape"], run: cancel },
  back: { group: "edit", keys: ["Backspace"], edits: true, run: back },
} satisfies Record<string, Command>;
