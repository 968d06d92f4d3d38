/** Shows the keyboard's pointer, and gives it the keys that go to the canvas. */

import { type RefObject, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { toScreen } from "../../../../geometry/view";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { pressKey } from "./cursor";
import styles from "./Cursor.module.css";

export function KeyboardCursor({ stage }: { stage: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation();
  const { editor, cursor } = useEditorPage();
  const { isOn, at, isPressed } = useStore(cursor);
  const view = useEditorState((state) => state.view);
  useEffect(() => {
    const element = stage.current;
    if (element === null || !isOn) return;
    const press = (event: KeyboardEvent): void => {
      if (!pressKey(cursor, editor, event)) return;
      // Neither the page's shortcuts nor the held space bar may act on the same press.
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener("keydown", press);
    element.focus({ preventScroll: true });
    return () => element.removeEventListener("keydown", press);
  }, [stage, cursor, editor, isOn]);
  if (!isOn) return null;
  const { x, y } = toScreen(view, at);
  const place = { x: Math.floor(at.x), y: Math.floor(at.y) };
  return (
    <>
      <div
        className={styles.cursor}
        data-pressed={isPressed || undefined}
        style={{ left: x, top: y }}
        aria-hidden
      />
      <p className={styles.place} data-testid="keyboard-cursor" data-x={place.x} data-y={place.y}>
        {t(isPressed ? "editor.cursor.pressed" : "editor.cursor.on", place)}
      </p>
    </>
  );
}
