/** Panels above the canvas answer Enter and Escape wherever the focus is. */

import { useEffect } from "react";

/** Wherever the focus is on the page: Enter does it, Escape drops it. */
export function useEnterAndEscape(onEnter: () => void, onEscape: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      const { target } = event;
      const isElsewhere =
        target instanceof Element &&
        target.closest('[role="dialog"], [role="menu"], [role="listbox"], input[type="search"]');
      // A button keeps its Enter.
      const isButton = event.key === "Enter" && target instanceof HTMLButtonElement;
      if (isElsewhere || isButton) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") onEnter();
      else onEscape();
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [onEnter, onEscape]);
}
