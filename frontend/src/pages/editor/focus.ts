/** Moves the keyboard's focus between the canvas and the parts of the page that keys lead to. */

export function focusCanvas(): void {
  document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus({ preventScroll: true });
}

/** The first field of the selected segments' attributes; false where there is none. */
export function focusAttributes(): boolean {
  const field = document.querySelector<HTMLElement>(
    "[data-attributes] :is(input, select):not(:disabled)",
  );
  field?.focus();
  if (field instanceof HTMLInputElement && field.type !== "checkbox") field.select();
  return field !== null;
}
