/** Attribute definitions as a form holds them: texts until they are saved. */

import type { AttributeDefinition } from "../../../api/types";

export type AttributeKind = AttributeDefinition["kind"];

export interface AttributeDraft {
  /** Stays while the name changes. */
  readonly id: number;
  /** The name that the server knows; null: new. */
  readonly savedName: string | null;
  readonly name: string;
  readonly kind: AttributeKind;
  /** One to a line. */
  readonly options: string;
  readonly min: string;
  readonly max: string;
  readonly step: string;
  readonly default: string;
  readonly required: boolean;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

export function draftOf(definition: AttributeDefinition, id: number): AttributeDraft {
  return {
    id,
    savedName: definition.name,
    name: definition.name,
    kind: definition.kind,
    options: (definition.options ?? []).join("\n"),
    min: text(definition.min),
    max: text(definition.max),
    step: text(definition.step),
    default: text(definition.default),
    required: definition.required ?? false,
  };
}

export function newDraft(id: number): AttributeDraft {
  return { ...draftOf({ name: "", kind: "select" }, id), savedName: null };
}

export function optionsOf(draft: AttributeDraft): string[] {
  return draft.options
    .split("\n")
    .map((option) => option.trim())
    .filter((option) => option !== "");
}

/** What is sent; numbers that are none are sent as typed, so that the server names the field. */
export function definitionOf(draft: AttributeDraft): AttributeDefinition {
  const { name, kind, required } = draft;
  const definition: AttributeDefinition = { name: name.trim(), kind, required };
  if (kind === "select") definition.options = optionsOf(draft);
  if (kind === "number") {
    definition.min = numberOf(draft.min);
    definition.max = numberOf(draft.max);
    definition.step = numberOf(draft.step);
  }
  const value = draft.default.trim();
  if (value !== "") {
    definition.default =
      kind === "number" ? numberOf(value) : kind === "checkbox" ? value === "true" : value;
  }
  return definition;
}

function numberOf(typed: string): number | null {
  const trimmed = typed.trim().replace(",", ".");
  return trimmed === "" ? null : Number.isNaN(Number(trimmed)) ? (typed as never) : Number(trimmed);
}

export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

/** Attributes whose values stay behind under a name that is no longer asked for. */
export function leftBehind(
  drafts: readonly AttributeDraft[],
  counts: ReadonlyMap<string, number>,
): { name: string; count: number }[] {
  const names = new Set(drafts.map(({ name }) => name.trim()));
  return [...counts]
    .filter(([name, count]) => count > 0 && !names.has(name))
    .map(([name, count]) => ({ name, count }));
}
