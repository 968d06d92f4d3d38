/** Keys that choose a tool. */

import type { ToolName } from "../../../editor";
import type { Command } from "./types";

function tool(name: ToolName, key: string): Command {
  return {
    group: "tools",
    // The select tool moves vertices, too.
    edits: name !== "pan" && name !== "ruler",
    keys: [key],
    run: ({ editor }) => {
      editor.setTool(name);
    },
  };
}

export const toolCommands = {
  select: tool("select", "v"),
  brush: tool("brush", "b"),
  eraser: tool("eraser", "e"),
  rectangle: tool("rectangle", "r"),
  ellipse: tool("ellipse", "o"),
  lasso: tool("lasso", "l"),
  fill: {
    ...tool("fill", "g"),
    // The tool's key once more: by colour, or what nobody owns.
    run: ({ editor }) => {
      const { tool: current, fill } = editor.store.getState();
      if (current !== "fill") editor.setTool("fill");
      else editor.setFill({ by: fill.by === "color" ? "unlabelled" : "color" });
    },
  },
  polygon: tool("polygon", "p"),
  box: tool("box", "a"),
  watershed: tool("watershed", "y"),
  scissors: tool("scissors", "i"),
  superpixels: tool("superpixels", "w"),
  weakBox: tool("weakBox", "Shift+b"),
  pan: tool("pan", "h"),
  ruler: tool("ruler", "d"),
  split: tool("split", "x"),
} satisfies Record<string, Command>;
