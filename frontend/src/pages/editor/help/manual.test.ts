/** docs/editor.md is made from the command table: this test keeps them in step. */

import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import words from "../../../i18n/editor/commands.json";
import tools from "../../../i18n/editor/tools.json";
import { type CommandId, commandIds, commandOf } from "../commands";
import { keyLabel } from "../keys";
import { COMMAND_GROUPS } from "./groups";

const PAGE = new URL("../../../../../docs/editor.md", import.meta.url);
const BEGIN = "<!-- made from the command table: npm run manual -->";
const END = "<!-- end -->";

/** In the order of the table; a stroke in a cell would end it. */
function row(id: CommandId, text: string): string {
  const keys = commandOf(id).keys.filter((key) => !key.startsWith("Numpad"));
  const labels = [...new Set(keys.map((key) => keyLabel(key, false)))];
  const shown = labels.map((label) => `\`${label}\``).join(", ") || "palette";
  return `| ${shown} | ${text.replaceAll("|", "\\|")} |`;
}

function made(): string {
  const hints: Record<string, string> = tools.hints;
  const tables = COMMAND_GROUPS.map((group) => {
    const rows = commandIds
      .filter((id) => commandOf(id).group === group)
      .map((id) => {
        const name = words.commands[id];
        return row(
          id,
          hints[id] === undefined || group !== "tools" ? name : `**${name}.** ${hints[id]}`,
        );
      });
    return [`### ${words.help.groups[group]}`, "", "| Key | |", "| --- | --- |", ...rows].join(
      "\n",
    );
  });
  const { gestures, gestureKeys } = words.help;
  const moves = Object.entries(gestures).map(
    ([id, text]) => `| ${gestureKeys[id as keyof typeof gestureKeys]} | ${text} |`,
  );
  const mouse = ["### Mouse, pen and touch", "", "| | |", "| --- | --- |", ...moves].join("\n");
  return [BEGIN, ...tables, mouse, END].join("\n\n");
}

test("the editor's page names every command with the keys that it has", () => {
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  expect(start).toBeGreaterThan(0);
  const wanted = page.slice(0, start) + made() + page.slice(end + END.length);
  if (process.env["WRITE_MANUAL"] === "1") writeFileSync(PAGE, wanted);
  else expect(page, "run `npm run manual` in frontend/ to write docs/editor.md anew").toBe(wanted);
});
