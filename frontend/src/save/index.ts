/** The door to saving: everything a page may import. */

export { overlay } from "./coalesce";
export { rasterise } from "./geometry";
export type { SaveQueue } from "./queue";
export type { EditorPort } from "./saver";
export { startSaving } from "./start";
export type * from "./types";
