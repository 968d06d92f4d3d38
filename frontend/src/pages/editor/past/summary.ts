/** What a history entry did, in words. */

import type { HistoryEntry } from "../../../api/types";
import i18n from "../../../i18n";
import past from "../../../i18n/editor/past.json";

/** More kinds of work than this are too much for a line. */
const MOST_TOOLS = 4;

/** "brush on 4 segments, 3 deleted" */
export function summaryOf(entry: Pick<HistoryEntry, "tools">): string {
  const { t } = i18n;
  const parts = entry.tools
    .slice(0, MOST_TOOLS)
    .map(({ tool, op, num_segments: count, num_weak: numWeak }) => {
      if (op === "delete" && tool === "delete") {
        return t("editor.past.deleted", { count: count + numWeak });
      }
      const named = { tool: toolWord(tool) };
      const parts = [
        ...(count > 0 ? [t("editor.past.onSegments", { ...named, count })] : []),
        ...(numWeak > 0 ? [t("editor.past.onWeak", { ...named, count: numWeak })] : []),
      ];
      return parts.join(", ");
    });
  const rest = entry.tools.length - MOST_TOOLS;
  if (rest > 0) parts.push(t("editor.past.moreTools", { count: rest }));
  const line = parts.join(", ");
  return line === "" ? t("editor.past.nothingDone") : line;
}

/** A tool's name in running text; one that this page does not know keeps the server's name. */
export function toolWord(tool: string): string {
  const words: Readonly<Record<string, string>> = past.past.tools;
  return words[tool] ?? tool.replaceAll("_", " ");
}
