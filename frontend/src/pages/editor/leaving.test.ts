import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { send, smallEditor } from "../../editor/fixtures";
import { askingFirst } from "./leaving";
import { onExplained } from "./remarks";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

test("leaves at once with nothing under way", () => {
  const leave = vi.fn();
  askingFirst(smallEditor(), leave)("next");
  expect(leave).toHaveBeenCalledWith("next");
});

test("asks before an unfinished outline is left, and again after a while", () => {
  const editor = smallEditor();
  editor.setTool("polygon");
  send(editor, "down", [[2, 2]]);
  send(editor, "up", [[2, 2]]);
  const leave = vi.fn();
  const said: string[] = [];
  const stop = onExplained((reason) => said.push(reason));
  const ask = askingFirst(editor, leave);
  ask("next");
  vi.advanceTimersByTime(6_000);
  ask("next");
  expect(leave).not.toHaveBeenCalled();
  expect(said).toEqual(["unfinished", "unfinished"]);
  ask("next");
  expect(leave).toHaveBeenCalledTimes(1);
  stop();
});
