/** The door to saving: everything a page may import. */

export { coalesce, overlay, overlayWeak } from "./coalesce";
export { carve, rasterise, wire } from "./geometry";
export type { Pending, SaveQueue } from "./queue";
export type { Choice } from "./conflict";
export type { EditorPort } from "./parts";
export { newSaveId } from "./saveId";
export { startSaving } from "./start";
export type * from "./types";
