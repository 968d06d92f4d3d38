import { expect, test } from "vitest";
import type { Format } from "../../api/types";
import { chosenOptions } from "./chosenOptions";

const format: Format = {
  name: "voc",
  title: "VOC",
  description: "",
  can_export: true,
  can_import: true,
  read_options: [],
  options: [
    { name: "border", title: "", choices: ["yes", "no"], default: "yes" },
    { name: "jpeg", title: "", choices: ["90", "95"], default: "95" },
  ],
};

test("what was chosen counts, the rest keeps its default", () => {
  expect(chosenOptions(format, { border: "no" })).toEqual({ border: "no", jpeg: "95" });
});

test("a choice that only another format has is left out", () => {
  expect(chosenOptions(format, { jpeg: "lossless", rle: "yes" })).toEqual({
    border: "yes",
    jpeg: "95",
  });
});
