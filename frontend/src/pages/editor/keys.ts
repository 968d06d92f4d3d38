/** How keys are shown, and which key presses are meant for the editor rather than for a control. */

import { partsOf } from "./keymap/press";

const SHOWN: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  BracketLeft: "[",
  BracketRight: "]",
  Escape: "Esc",
  Backspace: "⌫",
  Delete: "Del",
  ContextMenu: "Menu",
  PageUp: "Page ↑",
  PageDown: "Page ↓",
  NumpadAdd: "Num +",
  NumpadSubtract: "Num −",
  "(\\+|=)": "+",
  "(\\+)": "+",
  Backslash: "\\",
  IntlBackslash: "\\",
  Control: "Ctrl",
  Insert: "Ins",
  "-": "−",
};

/** A tinykeys binding as people read it: "$mod+Shift+z" → "Ctrl+Shift+Z" (or ⌘⇧Z on a Mac). */
export function keyLabel(binding: string, isMac: boolean): string {
  const { modifiers, key } = partsOf(binding);
  // Modifiers in brackets may be pressed or not.
  const parts = [...modifiers.filter((each) => !each.startsWith("[")), key];
  const names = parts.map((part) => {
    if (part === "$mod") return isMac ? "⌘" : "Ctrl";
    if (part === "Alt") return isMac ? "⌥" : "Alt";
    if (part === "Shift") return isMac ? "⇧" : "Shift";
    const shown = SHOWN[part] ?? part.replace(/^(Digit|Key)/, "");
    return shown.length === 1 ? shown.toUpperCase() : shown;
  });
  return names.join(isMac ? "" : "+");
}

/** The same binding as `aria-keyshortcuts` has it: "$mod+Shift+z" → "Control+Shift+Z". */
export function ariaKeys(binding: string, isMac: boolean): string {
  const { modifiers, key } = partsOf(binding);
  const names = modifiers
    .filter((each) => !each.startsWith("["))
    .map((each) => (each === "$mod" ? (isMac ? "Meta" : "Control") : each));
  const plain = key.replace(/^(Digit|Key)(?=.$)/, "");
  return [...names, plain.length === 1 ? plain.toUpperCase() : plain].join("+");
}

export function isMacPlatform(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/** Keys by which controls are worked: a control that was reached by keyboard keeps them. */
const CONTROL_KEYS = new Set([
  " ",
  "Enter",
  "Escape",
  "Backspace",
  "Delete",
  "Home",
  "End",
  "PageUp",
  "PageDown",
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
]);

const TEXT_FIELDS =
  'textarea, select, [contenteditable="true"], input:not([type="range"], [type="checkbox"], [type="radio"])';
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/**
 * Whether a key press belongs to the control it went to.
 *
 * Text fields and everything in a dialog or menu keep all keys. A button, slider or list keeps the keys
 * that work it, but only when it was focused by keyboard: after a click on a tool, Space must pan and Enter
 * must close the polygon, not press the tool again.
 */
export function belongsToControl(event: Pick<KeyboardEvent, "key" | "target">): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(OVERLAYS) !== null || target.matches(TEXT_FIELDS)) return true;
  if (!CONTROL_KEYS.has(event.key)) return false;
  if (target.closest("[data-editor-canvas]") !== null) return false;
  return target !== target.ownerDocument.body && target.matches(":focus-visible");
}
