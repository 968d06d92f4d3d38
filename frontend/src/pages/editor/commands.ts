/** The one table of what keys do: it feeds the shortcuts, the tooltips and the help. */

import type { Editor, PaintMode, ToolName } from "../../editor";
import { resizeBrush } from "./brushSize";
import { listedSegments, listedSuggestions, neighbour } from "./order";

export type CommandGroup = "tools" | "edit" | "view" | "segments" | "suggestions" | "image";

/** What commands may do beyond the editor itself. */
export interface CommandContext {
  editor: Editor;
  canEdit: boolean;
  /** Suggestions below this score are not shown and not meant. */
  threshold: number;
  /** An assistant's answer becomes a segment; false where none is shown. */
  acceptPreview: () => boolean;
  discardPreview: () => void;
  goTo: (where: "previous" | "next") => void;
  saveNow: () => void;
  submitNext: () => void;
  openHelp: () => void;
  openClassMenu: () => void;
}

export interface Command {
  group: CommandGroup;
  /** In tinykeys' notation; the first is the one that is shown. */
  keys: readonly string[];
  /** Fires again and again while the key is held. */
  repeats?: boolean;
  /** Viewers may look, not change. */
  edits?: boolean;
  run: (context: CommandContext) => void;
}

/** A quarter larger, or a fifth smaller: even steps for the eye. */
const BRUSH_STEP = 1.25;
const ZOOM_STEP = 1.25;

const MODES: readonly PaintMode[] = ["above", "below", "unlabelled"];

function tool(name: ToolName, key: string): Command {
  return {
    group: "tools",
    // The select tool moves vertices, too.
    edits: name !== "pan",
    keys: [key],
    run: ({ editor }) => {
      editor.setTool(name);
    },
  };
}

function selectedSegment({ editor }: CommandContext): string | null {
  const { selectedUid, segments } = editor.store.getState();
  return selectedUid !== null && segments.has(selectedUid) ? selectedUid : null;
}

function selectedSuggestion({ editor }: CommandContext): string | null {
  const { selectedUid, suggestions } = editor.store.getState();
  return selectedUid !== null && suggestions.has(selectedUid) ? selectedUid : null;
}

function withSegment(act: (editor: Editor, uid: string) => void): Command["run"] {
  return (context) => {
    const uid = selectedSegment(context);
    if (uid !== null) act(context.editor, uid);
  };
}

function shownSuggestions({ editor, threshold }: CommandContext): string[] {
  return listedSuggestions(editor.store.getState().suggestions, threshold).map(({ uid }) => uid);
}

/** Decides on the selected suggestion and goes on to the next, so that a list is worked off key by key. */
function settle(context: CommandContext, uid: string, act: (uid: string) => void): void {
  const next = neighbour(shownSuggestions(context), uid, 1);
  act(uid);
  context.editor.select(next === uid ? null : next);
}

export function acceptAndGoOn(context: CommandContext, uid: string): void {
  settle(context, uid, (each) => {
    context.editor.acceptSuggestion(each);
  });
}

export function rejectAndGoOn(context: CommandContext, uid: string): void {
  settle(context, uid, (each) => {
    context.editor.rejectSuggestion(each);
  });
}

function finish(context: CommandContext): void {
  const uid = selectedSuggestion(context);
  const { isBusy } = context.editor.store.getState();
  if (uid !== null && !isBusy) acceptAndGoOn(context, uid);
  else if (!context.acceptPreview()) context.editor.key("enter");
}

function back(context: CommandContext): void {
  const { isBusy } = context.editor.store.getState();
  const suggestion = selectedSuggestion(context);
  if (isBusy) context.editor.key("backspace");
  else if (suggestion !== null) rejectAndGoOn(context, suggestion);
  else remove(context);
}

function remove(context: CommandContext): void {
  const suggestion = selectedSuggestion(context);
  if (suggestion !== null) rejectAndGoOn(context, suggestion);
  else withSegment((editor, uid) => editor.deleteSegment(uid))(context);
}

function cancel({ editor, discardPreview }: CommandContext): void {
  const { isBusy, prompt, preview } = editor.store.getState();
  if (isBusy) editor.key("escape");
  else if (prompt !== null || preview !== null) discardPreview();
  else editor.select(null);
}

function step(list: (context: CommandContext) => string[], by: 1 | -1): Command["run"] {
  return (context) => {
    const { editor } = context;
    editor.select(neighbour(list(context), editor.store.getState().selectedUid, by));
  };
}

const segmentUids = ({ editor }: CommandContext): string[] =>
  listedSegments(editor.store.getState().segments).map(({ uid }) => uid);

function toggleMasks({ editor }: CommandContext): void {
  const { segments, hiddenUids } = editor.store.getState();
  const uids = [...segments.keys()];
  editor.setHidden(uids, !uids.every((uid) => hiddenUids.has(uid)));
}

export const commands = {
  select: tool("select", "v"),
  brush: tool("brush", "b"),
  eraser: tool("eraser", "e"),
  polygon: tool("polygon", "p"),
  box: tool("box", "a"),
  pan: tool("pan", "h"),

  undo: {
    group: "edit",
    keys: ["$mod+z"],
    repeats: true,
    edits: true,
    run: ({ editor }) => editor.undo(),
  },
  redo: {
    group: "edit",
    keys: ["$mod+Shift+z", "$mod+y"],
    repeats: true,
    edits: true,
    run: ({ editor }) => editor.redo(),
  },
  newSegment: { group: "edit", keys: ["n"], run: ({ editor }) => editor.select(null) },
  smaller: {
    group: "edit",
    keys: ["BracketLeft"],
    repeats: true,
    run: ({ editor }) => resizeBrush(editor, 1 / BRUSH_STEP),
  },
  larger: {
    group: "edit",
    keys: ["BracketRight"],
    repeats: true,
    run: ({ editor }) => resizeBrush(editor, BRUSH_STEP),
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

  fit: { group: "view", keys: ["f"], run: ({ editor }) => editor.fitView() },
  zoomIn: {
    group: "view",
    keys: ["[Shift]+(\\+|=)", "NumpadAdd"],
    repeats: true,
    run: ({ editor }) => editor.zoomBy(ZOOM_STEP),
  },
  zoomOut: {
    group: "view",
    keys: ["-", "NumpadSubtract"],
    repeats: true,
    run: ({ editor }) => editor.zoomBy(1 / ZOOM_STEP),
  },
  actualSize: {
    group: "view",
    keys: ["Digit0"],
    run: ({ editor }) => editor.zoomBy(1 / editor.store.getState().view.scale),
  },
  reveal: {
    group: "view",
    keys: ["z"],
    run: ({ editor }) => {
      const { selectedUid } = editor.store.getState();
      if (selectedUid !== null) editor.reveal(selectedUid);
    },
  },
  toggleMasks: { group: "view", keys: ["m"], run: toggleMasks },

  nextSegment: { group: "segments", keys: ["j"], repeats: true, run: step(segmentUids, 1) },
  previousSegment: { group: "segments", keys: ["k"], repeats: true, run: step(segmentUids, -1) },
  changeClass: {
    group: "segments",
    keys: ["c"],
    edits: true,
    run: (context) => {
      if (selectedSegment(context) !== null) context.openClassMenu();
    },
  },
  hideSegment: {
    group: "segments",
    keys: ["Shift+h"],
    run: withSegment((editor, uid) => {
      editor.setHidden([uid], !editor.store.getState().hiddenUids.has(uid));
    }),
  },
  lockSegment: {
    group: "segments",
    keys: ["Shift+l"],
    run: withSegment((editor, uid) => {
      editor.setLocked([uid], !editor.store.getState().lockedUids.has(uid));
    }),
  },
  forward: {
    group: "segments",
    keys: ["Shift+ArrowUp"],
    edits: true,
    run: withSegment((editor, uid) => editor.reorder(uid, "forward")),
  },
  backward: {
    group: "segments",
    keys: ["Shift+ArrowDown"],
    edits: true,
    run: withSegment((editor, uid) => editor.reorder(uid, "backward")),
  },
  delete: { group: "segments", keys: ["Delete"], edits: true, run: remove },

  nextSuggestion: {
    group: "suggestions",
    keys: ["s"],
    repeats: true,
    run: step(shownSuggestions, 1),
  },
  toggleSuggestions: {
    group: "suggestions",
    keys: ["Shift+s"],
    run: ({ editor }) => {
      editor.setSuggestionsVisible(!editor.store.getState().suggestionsVisible);
    },
  },
  acceptAll: {
    group: "suggestions",
    keys: ["Shift+Enter"],
    edits: true,
    run: (context) => context.editor.acceptAll(shownSuggestions(context)),
  },

  previousImage: {
    group: "image",
    keys: ["ArrowLeft", "PageUp"],
    run: ({ goTo }) => goTo("previous"),
  },
  nextImage: { group: "image", keys: ["ArrowRight", "PageDown"], run: ({ goTo }) => goTo("next") },
  saveNow: { group: "image", keys: ["$mod+s"], run: ({ saveNow }) => saveNow() },
  submitNext: {
    group: "image",
    keys: ["$mod+Enter"],
    run: ({ submitNext }) => submitNext(),
  },
  help: { group: "image", keys: ["[Shift]+?", "F1"], run: ({ openHelp }) => openHelp() },
} satisfies Record<string, Command>;

export type CommandId = keyof typeof commands;

export const commandIds = Object.keys(commands) as CommandId[];

export function commandOf(id: CommandId): Command {
  return commands[id];
}

/** Single characters that commands have, for which no class can be chosen. */
export const reservedKeys: ReadonlySet<string> = new Set(
  [...commandIds.flatMap((id) => commandOf(id).keys), "0", "[", "]", "+", "=", "?"].filter(
    (key) => key.length === 1,
  ),
);
