/** What is done with outlines: how they are drawn, edited, simplified and made masks again. */

import type { PolygonMode } from "../types";
import type { VertexKey } from "../vertices";

export interface PolygonCommands {
  setMagnetic(isMagnetic: boolean): void;
  /** Parts, holes and new stretches are of the selected segment; refused where none is. */
  setPolygonMode(mode: PolygonMode): void;
  /**
   * Gives the selected masks vertices along their pixel edges, or makes masks of the selected polygons where
   * none of them is a mask; without a selection of all segments. No pixel changes. Of very many masks the
   * outlines come later, with `state.outlining` saying how far they are.
   */
  convert(): void;
  /**
   * Shows the selected segments (or all) with fewer vertices; borders between them stay common. Of very many
   * the preview comes later, with `state.outlining` meanwhile.
   */
  startSimplifying(): void;
  /** In image pixels: how far an outline may go from where it was. */
  setTolerance(tolerancePx: number): void;
  /** Does what is shown; false where nothing is. */
  applySimplified(): boolean;
  /** Also gives up outlines that are still being worked out. */
  dropSimplified(): void;
  /**
   * A key for the vertices of the selected polygon, while the select tool is on.
   *
   * @param stepPx how far arrows move what is picked, in image pixels.
   * @returns whether there was anything to do with it.
   */
  vertexKey(key: VertexKey, stepPx: number): boolean;
}
