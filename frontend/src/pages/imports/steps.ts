/** The steps of an import, their addresses, and how far one may go. */
import { isActive } from "../../api/jobs";
import type { DatasetImport, ImportRow } from "../../api/types";

export const steps = ["file", "contents", "classes", "preview", "import"] as const;
export type Step = (typeof steps)[number];

export function stepHref(projectId: number, importId: number | null, step: Step): string {
  return importId === null || step === "file"
    ? `/projects/${projectId}/import`
    : `/projects/${projectId}/import/${importId}/${step}`;
}

/** The last step that an import has come to: later ones need what is not known yet. */
export function furthest(row: DatasetImport): Step {
  return row.findings === null ? "contents" : "import";
}

/** The step to show for an address; what runs or is done shows only how it goes. */
export function shownStep(row: DatasetImport, wanted: string | undefined): Step {
  if (row.imported_at !== null || (row.run !== null && isActive(row.run.state))) return "import";
  const step = steps.find((each) => each === wanted) ?? "contents";
  const last = furthest(row);
  if (step === "file") return "contents";
  return steps.indexOf(step) > steps.indexOf(last) ? last : step;
}

/** Where to go on with an import that is found in a list. */
export function resumeHref(row: ImportRow): string {
  const isLookedThrough = row.inspection_state === "done";
  const step = row.run_state !== null ? "import" : isLookedThrough ? "classes" : "contents";
  return stepHref(row.project, row.id, step);
}
