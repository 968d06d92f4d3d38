/** The places inside a project, in the order of the work, and their addresses. */
export const sections = [
  "images",
  "classes",
  "versions",
  "training",
  "exports",
  "jobs",
  "members",
  "settings",
] as const;

export type Section = (typeof sections)[number];

export function sectionHref(projectId: number, section: Section): string {
  switch (section) {
    case "images":
      return `/projects/${projectId}`;
    case "versions":
    case "training":
    case "exports":
      return `/projects/${projectId}/${section}`;
    case "classes":
    case "jobs":
    case "members":
    case "settings":
      return `/projects/${projectId}?tab=${section}`;
  }
}

/** Which section an address shows; an unknown tab is the images. */
export function activeSection(path: string, search: string): Section {
  const last = path.split("/")[3];
  const pages = ["classes", "versions", "training", "exports"] as const;
  const page = pages.find((section) => section === last);
  if (page) return page;
  const tab = new URLSearchParams(search).get("tab");
  return sections.find((section) => section === tab) ?? "images";
}
