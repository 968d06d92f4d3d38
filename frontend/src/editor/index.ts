/** The door to the editor: everything a page may import. */

export type * from "./types";
export type {
  DeleteOperation,
  Operation,
  OperationTool,
  UpsertOperation,
  UpsertSegment,
  WireMask,
  WireSegment,
  WireSuggestion,
} from "./wire";
export { MaskSizeMismatch, runsFromWire } from "./wire";
export { createEditor } from "./editor";
export { mountScreen } from "./render/mount";
export type { Screen } from "./render/mount";
