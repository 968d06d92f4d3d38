/** Waits for one key press, before anything else on the page sees it. */

import { useEffect, useRef } from "react";
import { bindingOf } from "../../keymap/press";
import { isMacPlatform } from "../../keys";

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"]);

/** Escape, and Tab which leaves, give up; modifiers alone wait for their key. */
export function useCapture(
  isOn: boolean,
  onPress: (binding: string) => void,
  onStop: () => void,
  onUnusable: () => void,
): void {
  const handlers = useRef({ onPress, onStop, onUnusable });
  useEffect(() => {
    handlers.current = { onPress, onStop, onUnusable };
  });
  useEffect(() => {
    if (!isOn) return;
    const capture = (event: KeyboardEvent): void => {
      if (event.key === "Tab") {
        handlers.current.onStop();
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.isComposing || event.repeat || MODIFIERS.has(event.key)) return;
      if (event.key === "Escape") handlers.current.onStop();
      else {
        const binding = bindingOf(event, isMacPlatform());
        if (binding === null) handlers.current.onUnusable();
        else handlers.current.onPress(binding);
      }
    };
    window.addEventListener("keydown", capture, { capture: true });
    return () => window.removeEventListener("keydown", capture, { capture: true });
  }, [isOn]);
}
