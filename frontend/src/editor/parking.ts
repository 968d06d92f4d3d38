/** Outlines that are not closed yet outlive a change of tool: they wait until their tool is chosen again. */

import type { ToolStates } from "./tools/registry";
import type { ToolName } from "./types";

type Lines = Partial<Pick<ToolStates, "polygon" | "scissors">>;

export class Parking {
  private lines: Lines = {};

  /** Keeps what these tools have under way; what waits already stays where nothing is. */
  put({ polygon, scissors }: ToolStates): void {
    if (polygon.kind === "drawing") {
      const resting = { cursor: null, pressed: null, trail: null };
      this.lines = { ...this.lines, polygon: { ...polygon, ...resting } };
    }
    if (scissors.kind === "drawing") {
      // Clicks that still wait for the picture's edges were made with the tool that is left.
      this.lines = { ...this.lines, scissors: { ...scissors, waiting: [] } };
    }
  }

  /** What waits for a tool; it waits no longer. */
  take(tool: ToolName): Lines {
    if (tool !== "polygon" && tool !== "scissors") return {};
    const { [tool]: line, ...others } = this.lines;
    this.lines = others;
    return line === undefined ? {} : { [tool]: line };
  }
}
