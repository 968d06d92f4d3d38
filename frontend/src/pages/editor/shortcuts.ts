/** Binds the command table and the classes' keys to the keyboard. */

import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { type CommandContext, commandOf, whyNot } from "./commands";
import { type Keymap, reservedKeys } from "./keymap/keymap";
import { belongsToControl } from "./keys";
import { explain } from "./remarks";
import type { PaletteClass } from "./palette";
import { chooseClass } from "./session";

type Bindings = Record<string, (event: KeyboardEvent) => void>;

function commandBindings(keymap: Keymap, context: () => CommandContext): Bindings {
  const bindings: Bindings = {};
  for (const [id, keys] of keymap) {
    const command = commandOf(id);
    for (const key of keys) {
      bindings[key] = (event) => {
        event.preventDefault();
        const current = context();
        if (event.repeat && !command.repeats) return;
        const reason = whyNot(id, current);
        if (reason !== null) explain(reason);
        else command.run(current);
      };
    }
  }
  return bindings;
}

function classBindings(
  palette: readonly PaletteClass[],
  signs: ReadonlySet<string>,
  context: () => CommandContext,
): Bindings {
  const bindings: Bindings = {};
  for (const { classId, key } of palette) {
    if (key === null) continue;
    const choose = (event: KeyboardEvent): void => {
      event.preventDefault();
      const { editor, canEdit } = context();
      chooseClass(editor, classId, canEdit);
    };
    // By the key's place: French keyboards give digits only with Shift.
    if (/^\d$/.test(key)) {
      bindings[`Digit${key}`] = choose;
      bindings[`Numpad${key}`] = choose;
    } else if (key.startsWith("shift+")) {
      // Where Shift and a digit give a sign that a command has ("/" in German), the command goes first.
      bindings[`Shift+Digit${key.slice(-1)}`] = (event) => {
        if (!signs.has(event.key)) choose(event);
      };
    } else bindings[key] = choose;
  }
  return bindings;
}

export function useShortcuts(
  context: CommandContext,
  palette: readonly PaletteClass[],
  keymap: Keymap,
): void {
  const current = useRef(context);
  useEffect(() => {
    current.current = context;
  });
  useEffect(() => {
    const now = (): CommandContext => current.current;
    const bindings = {
      ...classBindings(palette, reservedKeys(keymap), now),
      ...commandBindings(keymap, now),
    };
    return tinykeys(window, bindings, { ignore: belongsToControl });
  }, [palette, keymap]);
}

/** Says whether the space bar is held for panning (and not to press a control). */
export function watchSpace(onChange: (isHeld: boolean) => void): () => void {
  const down = (event: KeyboardEvent): void => {
    if (event.key === " " && !event.repeat && !belongsToControl(event)) onChange(true);
  };
  const up = (event: KeyboardEvent): void => {
    if (event.key === " ") onChange(false);
  };
  const blur = (): void => {
    onChange(false);
  };
  window.addEventListener("keydown", down);
  window.addEventListener("keyup", up);
  window.addEventListener("blur", blur);
  return () => {
    window.removeEventListener("keydown", down);
    window.removeEventListener("keyup", up);
    window.removeEventListener("blur", blur);
  };
}
