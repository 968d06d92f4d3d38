/** A right click on a segment selects it and opens its menu; a drag with the right button is somebody else's. */

import { type RefObject, useEffect } from "react";
import { screenPoint } from "../../../geometry/points";
import { toImage } from "../../../geometry/view";
import { selectedSegments } from "../../../editor";
import { useEditorPage } from "../EditorContext";

/** The pointer may tremble this much between pressing and letting go. */
const STILL_PX = 4;
const RIGHT_BUTTON = 2;

export function useMenuClick(stage: RefObject<HTMLElement | null>): void {
  const { editor, operations } = useEditorPage();
  const { show } = operations;
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    let from: { x: number; y: number } | null = null;
    const down = (event: PointerEvent): void => {
      from = event.button === RIGHT_BUTTON ? { x: event.clientX, y: event.clientY } : null;
    };
    const move = (event: PointerEvent): void => {
      if (from === null) return;
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL_PX) from = null;
    };
    const up = (event: PointerEvent): void => {
      if (from === null || event.button !== RIGHT_BUTTON) return;
      from = null;
      const box = element.getBoundingClientRect();
      const at = screenPoint(event.clientX - box.left, event.clientY - box.top);
      const state = editor.store.getState();
      const uid = editor.uidAt(toImage(state.view, at));
      if (uid === null) return;
      if (!selectedSegments(state).includes(uid)) editor.select(uid);
      // A suggestion has a list of its own.
      if (state.segments.has(uid)) show({ kind: "menu", x: at.x, y: at.y });
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", up);
    };
  }, [stage, editor, show]);
}
