/** Key presses as tinykeys writes them: which press a binding means, and the binding of a press. */

/** Named keys that may be bound. Tab and Space are missing: they move the focus and pan. */
const NAMED = new Set([
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"],
  ...["Insert", "Delete", "Backspace", "Enter", "Escape", "ContextMenu"],
  ...["NumpadAdd", "NumpadSubtract"],
  ...["BracketLeft", "BracketRight", "Backslash", "IntlBackslash"],
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
  ...Array.from({ length: 10 }, (_, digit) => `Digit${digit}`),
  ...Array.from({ length: 10 }, (_, digit) => `Numpad${digit}`),
]);

const MODIFIERS = ["$mod", "Control", "Meta", "Alt", "Shift"] as const;

/** A plus sign separates in a binding and has to be written as a pattern; these two are all there are. */
const PLUS = "(\\+)";
const PLUS_OR_EQUALS = "(\\+|=)";

/** Presses that browsers or systems keep for themselves: bound here they would close the tab. */
const KEPT_BY_BROWSERS = new Set(
  ["w", "t", "n", "q", "r", "l", "p", "shift+w", "shift+t", "shift+n", "shift+r", "shift+i"]
    .map((key) => `$mod+${key}`)
    .concat(["f5", "f11", "f12", "$mod+f5", "alt+f4"]),
);

export interface Press {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The modifiers and the key of a binding: split where tinykeys splits it. */
export function partsOf(binding: string): { modifiers: string[]; key: string } {
  const parts = binding.split(/(?<=\w|\])\+/);
  const key = parts.pop() ?? "";
  return { modifiers: parts, key };
}

/** Whether a text is a binding that this editor may hand to tinykeys: no patterns, no sequences. */
export function isBinding(text: unknown): text is string {
  if (typeof text !== "string" || text.length > 40 || /\s/.test(text)) return false;
  const { modifiers, key } = partsOf(text);
  const known = modifiers.every(
    (each) => each === "[Shift]" || MODIFIERS.some((modifier) => modifier === each),
  );
  return known && new Set(modifiers).size === modifiers.length && isKey(key);
}

function isKey(key: string): boolean {
  if (NAMED.has(key) || key === PLUS || key === PLUS_OR_EQUALS) return true;
  if (/^Key[A-Z]$/.test(key)) return true;
  return /^[\p{L}\p{P}\p{S}]$/u.test(key) && key !== "+";
}

/** What a binding means, in a form that can be compared: two bindings that share one collide. */
export function meaningsOf(binding: string): string[] {
  const { modifiers, key } = partsOf(binding);
  const plain = key.replace(/^(Digit|Key)(?=.$)/, "").toLowerCase();
  const keys =
    key === PLUS_OR_EQUALS
      ? ["+", "="]
      : key === PLUS
        ? ["+"]
        : key === "BracketLeft"
          ? ["["]
          : key === "BracketRight"
            ? ["]"]
            : [plain];
  // Signs come with Shift on some keyboards and without on others.
  const isSign = keys.every((each) => each.length === 1 && !/[\p{L}\d]/u.test(each));
  const pressed = MODIFIERS.filter(
    (each) => modifiers.includes(each) && !(each === "Shift" && isSign),
  );
  return keys.map((each) => [...pressed, each].join("+").toLowerCase());
}

export function collides(a: string, b: string): boolean {
  const meanings = new Set(meaningsOf(a));
  return meaningsOf(b).some((each) => meanings.has(each));
}

export type Refusal = "kept_by_browser" | "class_key" | "not_usable";

/** Why a press cannot be a command's key; null where it can. */
export function refusalOf(binding: string): Refusal | null {
  const meanings = meaningsOf(binding);
  if (meanings.some((each) => KEPT_BY_BROWSERS.has(each))) return "kept_by_browser";
  if (meanings.some((each) => /^(numpad)?[1-9]$/.test(each))) return "class_key";
  return null;
}

/** The binding of a press; null for a modifier alone and for keys that cannot be bound. */
export function bindingOf(press: Press, isMac: boolean): string | null {
  const key = keyOf(press);
  if (key === null) return null;
  const modifiers = [
    (isMac ? press.metaKey : press.ctrlKey) && "$mod",
    isMac && press.ctrlKey && "Control",
    !isMac && press.metaKey && "Meta",
    press.altKey && "Alt",
    isSign(key) ? "[Shift]" : press.shiftKey && "Shift",
  ].filter((each) => typeof each === "string");
  const binding = [...modifiers, key].join("+");
  return isBinding(binding) ? binding : null;
}

function isSign(key: string): boolean {
  return key === PLUS || /^[^\p{L}]$/u.test(key);
}

function keyOf({ key, code, altKey }: Press): string | null {
  if (NAMED.has(code) && !/^(Arrow|Page|Home|End|Insert|Delete|Backspace|Enter)/.test(code)) {
    return code;
  }
  if (NAMED.has(key)) return key;
  // With Alt many systems write other signs: the key's place is what stays.
  if (altKey && /^Key[A-Z]$/.test(code)) return code;
  if (key === "+") return PLUS;
  return /^\S$/u.test(key) ? key.toLowerCase() : null;
}
