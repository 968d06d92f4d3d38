/** Where the keyboard goes on once a dialog has closed or the button that had the focus is gone. */

export const panelId = "class-changes";

/** After the closing dialog has tried to give the focus back to a button that may be gone. */
export function focusPanel(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body) {
        document.getElementById(panelId)?.focus();
      }
    }),
  );
}
