/** Formats in groups by what they are good for, and the search among them. */
import type { Format } from "../../api/types";

export type FormatGroup = "complete" | "objects" | "maps" | "tools" | "others";

const order: readonly FormatGroup[] = ["complete", "objects", "maps", "tools", "others"];

const groupOf: Readonly<Record<string, FormatGroup>> = {
  maskwright: "complete",
  "hf-parquet": "complete",
  datumaro: "complete",
  "coco-instances": "objects",
  "yolo-seg": "objects",
  tfrecord: "objects",
  "coco-panoptic": "maps",
  "coco-stuff": "maps",
  cityscapes: "maps",
  voc: "maps",
  "png-masks": "maps",
  ade20k: "maps",
  labelme: "tools",
  cvat: "tools",
  "label-studio": "tools",
};

/** The formats whose name, title or description has all words, in groups that are not empty. */
export function groupedFormats(
  formats: readonly Format[],
  search: string,
): { group: FormatGroup; formats: Format[] }[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = formats.filter((format) => {
    const text = `${format.name} ${format.title} ${format.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return order
    .map((group) => ({
      group,
      formats: found.filter((format) => (groupOf[format.name] ?? "others") === group),
    }))
    .filter((each) => each.formats.length > 0);
}
