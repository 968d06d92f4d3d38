/** An export as it is being put together on the page. */
import type { ExportRequest } from "../../api/exports";
import type { AnnotationState, DatasetExport, ExportChoices, Format } from "../../api/types";
import { chosenOptions } from "./chosenOptions";

export interface Draft {
  format: string;
  options: Readonly<Record<string, string>>;
  /** A snapshot's id; null: the project as it is now. */
  version: number | null;
  states: readonly AnnotationState[];
  hasPictures: boolean;
  choices: ExportChoices;
}

export const noChoices: ExportChoices = {
  splits: { kind: "kept", fractions: [0.8, 0.1, 0.1], seed: 0, by: "sequence" },
  classes: null,
  min_area_px: 0,
  anonymise: false,
  blur: [],
};

export function newDraft(format: string, version: number | null): Draft {
  return {
    format,
    options: {},
    version,
    states: ["submitted", "approved"],
    hasPictures: true,
    choices: noChoices,
  };
}

/** What the server is asked for; options that only other formats have are left out. */
export function requestOf(draft: Draft, format: Format): ExportRequest {
  return {
    format: format.name,
    options: chosenOptions(format, draft.options),
    states: [...draft.states],
    include_images: draft.hasPictures,
    snapshot: draft.version,
    choices: draft.choices,
  };
}

/** The same export once more: its choices on its snapshot. */
export function requestAgain(row: DatasetExport): ExportRequest {
  return {
    format: row.format,
    options: row.options,
    states: ["submitted", "approved"], // says nothing beside a snapshot
    include_images: row.include_images,
    snapshot: row.snapshot,
    choices: row.choices,
  };
}

/** Whole per cents of train, validation and test. */
export function percents(choices: ExportChoices): [number, number, number] {
  const [train = 0, val = 0, test = 0] = choices.splits.fractions;
  return [Math.round(train * 100), Math.round(val * 100), Math.round(test * 100)];
}

/** What is wrong with the choices before they are sent; null when nothing is. */
export function problemOf(draft: Draft): { kind: "sum"; sum: number } | { kind: "classes" } | null {
  const { splits, classes } = draft.choices;
  const sum = percents(draft.choices).reduce((total, each) => total + each, 0);
  if (splits.kind !== "kept" && sum !== 100) return { kind: "sum", sum };
  if (classes?.length === 0) return { kind: "classes" };
  return null;
}

/** The snapshot that the page's address names (`?version=7`); null without one. */
export function versionIn(search: string): number | null {
  const given = new URLSearchParams(search).get("version");
  return given !== null && /^\d+$/.test(given) ? Number(given) : null;
}

/** Milliseconds until a running job ends at its pace so far; null while that cannot be told. */
export function timeLeft(
  job: Pick<DatasetExport["job"], "state" | "started_at" | "done" | "total">,
  now: number,
): number | null {
  if (job.state !== "running" || job.started_at === null || job.done < 1) return null;
  const spent = now - Date.parse(job.started_at);
  return spent < 2000 ? null : (spent * (job.total - job.done)) / job.done;
}
