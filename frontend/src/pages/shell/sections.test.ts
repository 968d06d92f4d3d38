import { expect, test } from "vitest";
import { activeSection, sectionHref, sections } from "./sections";

test("every section's address leads back to it", () => {
  for (const section of sections) {
    const [path, search] = sectionHref(7, section).split("?");
    expect(activeSection(path!, search ?? "")).toBe(section);
  }
});

test("an unknown tab shows the images", () => {
  expect(activeSection("/projects/7", "tab=nonsense")).toBe("images");
});
