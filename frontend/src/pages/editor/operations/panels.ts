/** What operations open above the canvas; one at a time. */

/** The menu's place is in CSS pixels, from the canvas's top left corner. */
export type OperationPanel =
  | { readonly kind: "refine" }
  | { readonly kind: "copy" }
  | { readonly kind: "boxes" }
  | { readonly kind: "menu"; readonly x: number; readonly y: number };

export interface OperationPanels {
  readonly open: OperationPanel | null;
  readonly show: (panel: OperationPanel | null) => void;
  /** Closes it only where it is still this that is open: a menu tells late, when its entry has opened more. */
  readonly close: (kind: OperationPanel["kind"]) => void;
}
