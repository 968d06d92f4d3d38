/** The door to the editor: everything a page may import. */

export { attributesOf, isAllowed, isMissing } from "./attributes";
export type { AttributeDefinition, AttributeValue } from "./attributes";
export type * from "./interface";
export type * from "./seeing/interface";
export type * from "./seeing/types";
export { FIRST_SEEING, LARGEST_OUTLINE_PX, MASK_STYLES } from "./seeing/types";
export { safeColor } from "./seeing/palette";
export { measureText } from "./seeing/ruler";
export type * from "./operations/interface";
export type * from "./types";
export type { VertexKey } from "./vertices";
export type { SuperpixelSize } from "../masks/superpixels";
export type {
  DeleteOperation,
  Operation,
  OperationTool,
  UpsertOperation,
  UpsertSegment,
  WireMask,
  WireSegment,
  WireSuggestion,
  WireWeakLabel,
} from "./wire";
export { MaskSizeMismatch, runsFromWire } from "./wire";
export { selectedSegments, selectedUids } from "./selection";
export type { RestoreOptions, Restored } from "./restoring";
export { LARGEST_RADIUS_PX, SMALLEST_RADIUS_PX } from "./sizing";
export { createEditor } from "./editor";
export { mountScreen } from "./render/mount";
export type { Screen } from "./render/mount";
export { prepareImage } from "./opening";
