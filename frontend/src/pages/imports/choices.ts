/** What becomes of the classes of a dataset: defaults, and what they mean for names and colours. */
import type { ClassChoice, FoundClass, LabelClass } from "../../api/types";

/** How a choice stands to the project: the filters of the table. */
export type ChoiceKind = "same" | "similar" | "new" | "other" | "drop";

export function defaultChoice(found: FoundClass): ClassChoice {
  const blank = { class_id: found.class_id, target: null, name: "", color: "" };
  return found.match_class_id === null
    ? { ...blank, action: "new", name: found.name, color: found.color }
    : { ...blank, action: "class", target: found.match_class_id };
}

/** A choice for each class found: the kept one, else by name. */
export function choicesFor(
  found: readonly FoundClass[],
  kept: readonly ClassChoice[],
): ClassChoice[] {
  const byId = new Map(kept.map((choice) => [choice.class_id, choice]));
  return found.map((each) => byId.get(each.class_id) ?? defaultChoice(each));
}

export function choiceKind(choice: ClassChoice, found: FoundClass): ChoiceKind {
  switch (choice.action) {
    case "drop":
      return "drop";
    case "new":
      return "new";
    case "same":
      return "other";
    case "class":
      if (choice.target !== found.match_class_id) return "other";
      return found.match === "same" ? "same" : "similar";
  }
}

/** The name and colour that a class comes in with. */
export interface Shown {
  name: string;
  color: string;
}

/** Each class found as it will be; null where it is left out. */
export function shownClasses(
  choices: readonly ClassChoice[],
  found: readonly FoundClass[],
  rows: readonly LabelClass[],
): Map<number, Shown | null> {
  const foundById = new Map(found.map((each) => [each.class_id, each]));
  const choiceById = new Map(choices.map((each) => [each.class_id, each]));
  const rowById = new Map(rows.map((each) => [each.class_id, each]));
  const shown = (choice: ClassChoice, depth: number): Shown | null => {
    const own = foundById.get(choice.class_id);
    const itself = { name: own?.name ?? "", color: own?.color ?? "#808080" };
    switch (choice.action) {
      case "drop":
        return null;
      case "new":
        return { name: choice.name || itself.name, color: choice.color || itself.color };
      case "class": {
        const row = rowById.get(choice.target ?? 0);
        return row ? { name: row.name, color: row.color } : itself;
      }
      case "same": {
        const other = choiceById.get(choice.target ?? 0);
        return other && depth < 2 ? shown(other, depth + 1) : itself;
      }
    }
  };
  return new Map(choices.map((choice) => [choice.class_id, shown(choice, 0)]));
}

/**
 * The choices with one changed; what was joined to a class that is new no more goes by name again.
 */
export function withChoice(
  choices: readonly ClassChoice[],
  changed: ClassChoice,
  found: readonly FoundClass[],
): ClassChoice[] {
  const foundById = new Map(found.map((each) => [each.class_id, each]));
  return choices.map((choice) => {
    if (choice.class_id === changed.class_id) return changed;
    const isOrphan =
      choice.action === "same" && choice.target === changed.class_id && changed.action !== "new";
    const own = foundById.get(choice.class_id);
    return isOrphan && own ? defaultChoice(own) : choice;
  });
}

export interface Summary {
  merged: number;
  added: number;
  dropped: number;
  /** Segments of the classes that are left out. */
  droppedSegments: number;
}

export function summary(choices: readonly ClassChoice[], found: readonly FoundClass[]): Summary {
  const segments = new Map(found.map((each) => [each.class_id, each.num_segments]));
  const result = { merged: 0, added: 0, dropped: 0, droppedSegments: 0 };
  for (const choice of choices) {
    if (choice.action === "new") result.added += 1;
    else if (choice.action === "drop") {
      result.dropped += 1;
      result.droppedSegments += segments.get(choice.class_id) ?? 0;
    } else result.merged += 1;
  }
  return result;
}
