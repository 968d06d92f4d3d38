/** Changes of classes in words: what one would touch, and what a batch was. */
import type { TFunction } from "i18next";
import type { LabelClass, Surgery, SurgeryEffect } from "../../../../api/types";

type Translate = TFunction;

/** A class's present name; a class that is not there any more is told by its number. */
export function namer(
  t: Translate,
  rows: readonly Pick<LabelClass, "class_id" | "name">[],
): (classId: number) => string {
  const names = new Map(rows.map(({ class_id, name }) => [class_id, name]));
  return (classId) => names.get(classId) ?? t("classSurgery.earlier.unknown", { id: classId });
}

/** "12 segments" */
export function extentOf(t: Translate, segments: number): string {
  return t("classSurgery.effects.segments", { count: segments });
}

/** "12 segments on 3 images" */
export function extent(t: Translate, segments: number, images: number): string {
  return t("classSurgery.effects.on", {
    segments: extentOf(t, segments),
    images: t("classSurgery.effects.images", { count: images }),
  });
}

/** "Merge car, auto into vehicle" */
export function titleOf(
  t: Translate,
  { kind, class_ids, target }: SurgeryEffect,
  nameOf: (classId: number) => string,
  newName: (classId: number) => string,
): string {
  const names = class_ids.map(nameOf).join(", ");
  switch (kind) {
    case "merge":
      return t("classSurgery.effects.merge", { names, target: newName(target ?? 0) });
    case "rename":
      return t("classSurgery.effects.rename", { names, target: newName(class_ids[0] ?? 0) });
    case "retire":
    case "restore":
      return t(`classSurgery.effects.${kind}`, { names });
    case "order":
      return t("classSurgery.effects.order");
  }
}

/** Everything that a change touches, "12 segments on 3 images, 2 boxes and tags"; empty: nothing. */
function touched(t: Translate, effect: SurgeryEffect, hasSuggestions: boolean): string {
  const { num_segments, num_images, num_weak_labels, num_suggestions } = effect;
  return [
    num_segments > 0 && extent(t, num_segments, num_images),
    num_weak_labels > 0 && t("classSurgery.effects.weak", { count: num_weak_labels }),
    hasSuggestions &&
      num_suggestions > 0 &&
      t("classSurgery.effects.suggestions", { count: num_suggestions }),
  ]
    .filter((part) => part !== false)
    .join(", ");
}

/** What a change does, a sentence each. */
export function sentencesOf(
  t: Translate,
  effect: SurgeryEffect,
  nameOf: (classId: number) => string,
  newName: (classId: number) => string,
): string[] {
  const { kind, num_suggestions } = effect;
  const what = touched(t, effect, kind === "merge");
  const target = newName(effect.target ?? 0);
  switch (kind) {
    case "merge":
      return [
        what === ""
          ? t("classSurgery.effects.mergeNothing")
          : t("classSurgery.effects.mergeTouches", { target, what }),
        ...effect.lost.map(({ class_id, name, num_segments: count }) =>
          t("classSurgery.effects.lost", { name, className: nameOf(class_id), target, count }),
        ),
      ];
    case "retire":
      return [
        what === ""
          ? t("classSurgery.effects.retireNothing")
          : t("classSurgery.effects.retireKeeps", { what }),
        ...(num_suggestions > 0
          ? [t("classSurgery.effects.rejected", { count: num_suggestions })]
          : []),
      ];
    case "restore":
      return [t("classSurgery.effects.restoreDoes")];
    case "rename":
      return [
        what === ""
          ? t("classSurgery.effects.renameNothing")
          : t("classSurgery.effects.renameTouches", { what }),
      ];
    case "order":
      return [t("classSurgery.effects.order", { count: effect.class_ids.length })];
  }
}

/** What a batch was: "car, auto merged into vehicle · road renamed to street". */
export function summaryOf(
  t: Translate,
  { changes, before }: Pick<Surgery, "changes" | "before">,
  nameOf: (classId: number) => string,
): string {
  const former = new Map(before.map(({ class_id, name }) => [class_id, name]));
  const wasNamed = (classId: number): string => former.get(classId) ?? nameOf(classId);
  const listed = (ids: readonly number[]): string => ids.map(wasNamed).join(", ");
  const { merges, renames, retire, restore, order } = changes;
  return [
    ...merges.map(({ sources, target }) =>
      t("classSurgery.earlier.merge", { names: listed(sources), target: wasNamed(target) }),
    ),
    ...renames.map(({ class_id, name }) =>
      t("classSurgery.earlier.rename", { before: wasNamed(class_id), after: name }),
    ),
    ...(retire.length > 0 ? [t("classSurgery.earlier.retire", { names: listed(retire) })] : []),
    ...(restore.length > 0 ? [t("classSurgery.earlier.restore", { names: listed(restore) })] : []),
    ...(order.length > 0 ? [t("classSurgery.earlier.order")] : []),
  ].join(" · ");
}
