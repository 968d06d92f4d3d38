/** Binds the command table and the classes' keys to the keyboard. */

import { useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";
import { type CommandContext, commandIds, commandOf } from "./commands";
import { belongsToControl } from "./keys";
import type { PaletteClass } from "./palette";
import { chooseClass } from "./session";

type Bindings = Record<string, (event: KeyboardEvent) => void>;

function commandBindings(context: () => CommandContext): Bindings {
  const bindings: Bindings = {};
  for (const id of commandIds) {
    const command = commandOf(id);
    for (const key of command.keys) {
      bindings[key] = (event) => {
        event.preventDefault();
        const current = context();
        if (event.repeat && !command.repeats) return;
        if (command.edits && !current.canEdit) return;
        command.run(current);
      };
    }
  }
  return bindings;
}

function classBindings(palette: readonly PaletteClass[], context: () => CommandContext): Bindings {
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
    } else bindings[key] = choose;
  }
  return bindings;
}

export function useShortcuts(context: CommandContext, palette: readonly PaletteClass[]): void {
  const current = useRef(context);
  useEffect(() => {
    current.current = context;
  });
  useEffect(() => {
    const now = (): CommandContext => current.current;
    const bindings = { ...classBindings(palette, now), ...commandBindings(now) };
    return tinykeys(window, bindings, { ignore: belongsToControl });
  }, [palette]);
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
