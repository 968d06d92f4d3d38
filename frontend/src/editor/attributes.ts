/** What a class asks its segments for, and whether a value fits; the server checks by the same rules. */

import type { EditorClass } from "./types";

export type AttributeValue = boolean | number | string;

/** As the API gives it; `options` of a choice, `min`, `max` and `step` of a number. */
export interface AttributeDefinition {
  readonly name: string;
  readonly kind: "checkbox" | "select" | "number" | "text";
  readonly options?: readonly string[];
  readonly min?: number | null;
  readonly max?: number | null;
  readonly step?: number | null;
  /** What a new segment starts with. */
  readonly default?: unknown;
  readonly required?: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const NONE: readonly AttributeDefinition[] = [];
/** 0.1 + 0.2 is 0.30000000000000004. */
const STEP_SLACK = 1e-6;

export function attributesOf(
  classes: readonly EditorClass[],
  classId: number,
): readonly AttributeDefinition[] {
  return classes.find((each) => each.classId === classId)?.attributes ?? NONE;
}

export function defaultsOf(attributes: readonly AttributeDefinition[]): Values {
  const given = attributes.filter((each) => each.default !== undefined && each.default !== null);
  return Object.fromEntries(given.map((each) => [each.name, each.default]));
}

export function isAllowed(attribute: AttributeDefinition, value: unknown): boolean {
  switch (attribute.kind) {
    case "checkbox":
      return typeof value === "boolean";
    case "select":
      return typeof value === "string" && (attribute.options ?? []).includes(value);
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" && isAllowedNumber(attribute, value);
  }
}

function isAllowedNumber({ min, max, step }: AttributeDefinition, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (typeof min === "number" && value < min) return false;
  if (typeof max === "number" && value > max) return false;
  if (typeof step !== "number") return true;
  const steps = (value - (min ?? 0)) / step;
  return Math.abs(steps - Math.round(steps)) <= STEP_SLACK;
}

/** Whether the class wants a value that the segment has not. */
export function isMissing(attribute: AttributeDefinition, values: Values): boolean {
  const value = values[attribute.name];
  return attribute.required === true && (value === undefined || value === null || value === "");
}

/**
 * A segment's values in another class: what was only the old class's goes, what the new class knows stays
 * where it fits, the rest starts with its default. What neither class knows came from elsewhere and stays.
 */
export function valuesInClass(
  values: Values,
  before: readonly AttributeDefinition[],
  after: readonly AttributeDefinition[],
): Values {
  const isOld = new Set(before.map(({ name }) => name));
  const wanted = new Map(after.map((each) => [each.name, each]));
  const kept = Object.entries(values).filter(([name, value]) => {
    const attribute = wanted.get(name);
    return attribute === undefined ? !isOld.has(name) : isAllowed(attribute, value);
  });
  return { ...defaultsOf(after), ...Object.fromEntries(kept) };
}
