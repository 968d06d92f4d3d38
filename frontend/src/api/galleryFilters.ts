/** The gallery's filters and their place in the address, where the editor finds them again. */
import type { AnnotationState, Split } from "./types";

export interface ImageFilters {
  /** "" for all. */
  state: AnnotationState | "";
  split: Split | "none" | "";
  /** Part of the name. */
  q: string;
  /** Not submitted or approved, or with suggestions that wait. */
  needs_work: boolean;
  has_suggestions: boolean;
  ordering: "name" | "-name" | "created_at" | "-created_at";
}

export const noFilters: ImageFilters = {
  state: "",
  split: "",
  q: "",
  needs_work: false,
  has_suggestions: false,
  ordering: "name",
};

const states = ["new", "in_progress", "submitted", "approved", "returned"] as const;
const splits = ["train", "val", "test", "none"] as const;
const orderings = ["name", "-name", "created_at", "-created_at"] as const;

/** What an address says; whatever it cannot mean counts as unsaid. */
export function filtersOf(search: string): ImageFilters {
  const said = new URLSearchParams(search);
  const among = <Value extends string>(name: string, values: readonly Value[]): Value | "" =>
    values.find((value) => value === said.get(name)) ?? "";
  return {
    state: among("state", states),
    split: among("split", splits),
    q: said.get("q") ?? "",
    needs_work: said.get("needs_work") === "true",
    has_suggestions: said.get("has_suggestions") === "true",
    ordering: among("ordering", orderings) || noFilters.ordering,
  };
}

/** "?state=new&q=street", or "" where nothing is narrowed. */
export function searchOf(filters: ImageFilters): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== noFilters[name as keyof ImageFilters]) said.set(name, String(value));
  }
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}

/** Whether fewer images than all are shown. */
export function isNarrowed(filters: ImageFilters): boolean {
  return searchOf({ ...filters, ordering: noFilters.ordering }) !== "";
}
