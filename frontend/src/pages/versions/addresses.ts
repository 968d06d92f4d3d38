/** Where the pages of versions are. */

export function versionsHref(projectId: number): string {
  return `/projects/${projectId}/versions`;
}

/** "now" is the project as it is, not frozen. */
export function versionHref(projectId: number, version: number | "now"): string {
  return `${versionsHref(projectId)}/${version}`;
}

/** @param after null: the project as it is now. */
export function differenceHref(projectId: number, before: number, after: number | null): string {
  const query = after === null ? "" : `?after=${after}`;
  return `${versionHref(projectId, before)}/difference${query}`;
}

export function exportHref(projectId: number, version: number): string {
  return `/projects/${projectId}/exports?version=${version}`;
}
