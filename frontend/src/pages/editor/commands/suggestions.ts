/** Keys for the suggestions. */

import { neighbour } from "../order";
import { needsSuggestions, shownSuggestions, step } from "./selected";
import type { Command, CommandContext } from "./types";

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

export const suggestionCommands = {
  nextSuggestion: {
    group: "suggestions",
    keys: ["s"],
    repeats: true,
    unavailable: needsSuggestions,
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
    unavailable: needsSuggestions,
    run: (context) => context.editor.acceptAll(shownSuggestions(context)),
  },
} satisfies Record<string, Command>;
