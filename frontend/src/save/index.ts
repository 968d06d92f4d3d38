/** The door to saving: everything a page may import. */

export { coalesce, overlay } from "./coalesce";
export { carve, rasterise, wire } from "./geometry";
export type { Pending, SaveQueue } from "./queue";
export type { EditorPort } from "./parts";
export { newSaveId } from "./saveId";
export { startSaving } from "./start";
export type * from "./types";
