import { expect, test } from "vitest";
import type { Format } from "../../api/types";
import { groupedFormats } from "./formatGroups";

const format = (name: string, description = ""): Format => ({
  name,
  title: name,
  description,
  can_export: true,
  can_import: true,
  read_options: [],
  options: [],
});

const formats = [format("voc", "what torchvision reads"), format("maskwright"), format("new-one")];

test("every format is in one group, an unknown one among the others", () => {
  expect(groupedFormats(formats, "").map((each) => [each.group, each.formats.length])).toEqual([
    ["complete", 1],
    ["maps", 1],
    ["others", 1],
  ]);
});

test("the search looks at the description too and wants every word", () => {
  expect(groupedFormats(formats, " Torchvision voc ")[0]?.formats).toEqual([formats[0]]);
  expect(groupedFormats(formats, "torchvision maskwright")).toEqual([]);
});
