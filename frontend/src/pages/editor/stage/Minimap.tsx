/** The whole picture, small, with the part that is seen; dragging in it moves the view. */

import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor";
import { imagePoint } from "../../../geometry/points";
import { useEditorPage, useEditorState } from "../EditorContext";
import { onceAFrame } from "../frames";
import { seenPart } from "./seenPart";
import styles from "./Minimap.module.css";

/** The longer side in CSS pixels. */
const LONGEST_PX = 160;
/** An arrow key moves the view by this part of itself. */
const STEP = 0.25;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export function Minimap() {
  const { t } = useTranslation();
  const { editor, image } = useEditorPage();
  const isWanted = useEditorState(({ seeing }) => seeing.hasMinimap);
  const root = useRef<HTMLDivElement>(null);
  useFollowingView(root, editor, isWanted);
  useDragging(root, editor, isWanted);
  if (!isWanted) return null;
  const scale = LONGEST_PX / Math.max(image.width, image.height);
  // A strip of a picture must stay wide enough to be hit.
  const [width, height] = [image.width, image.height].map((side) => Math.max(side * scale, 12));
  return (
    <div
      ref={root}
      className={styles.minimap}
      style={{ width, height }}
      role="application"
      tabIndex={0}
      aria-label={t("editor.minimapLabel")}
      data-testid="minimap"
      hidden
    >
      <img src={image.thumbnail_url ?? image.image_url} alt="" draggable={false} />
      <div className={styles.viewport} />
    </div>
  );
}

type Root = React.RefObject<HTMLDivElement | null>;

/** Moves the frame with the view, without React. */
function useFollowingView(root: Root, editor: Editor, isWanted: boolean): void {
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const frame = element.querySelector<HTMLElement>(`.${styles.viewport}`);
    const place = (): void => {
      const { view, viewportHw, sizeHw } = editor.store.getState();
      const seen = seenPart(view, viewportHw, sizeHw);
      element.toggleAttribute("hidden", seen.isWhole);
      if (frame === null) return;
      const [x0, y0, x1, y1] = seen.part;
      frame.style.left = `${x0 * 100}%`;
      frame.style.top = `${y0 * 100}%`;
      frame.style.width = `${(x1 - x0) * 100}%`;
      frame.style.height = `${(y1 - y0) * 100}%`;
    };
    const { ask, stop } = onceAFrame(place);
    place();
    const stopStore = editor.store.subscribe((now, before) => {
      if (now.view !== before.view || now.viewportHw !== before.viewportHw) ask();
    });
    return () => {
      stopStore();
      stop();
    };
  }, [root, editor, isWanted]);
}

/** Pointer and arrow keys bring another part of the picture to the middle. */
function useDragging(root: Root, editor: Editor, isWanted: boolean): void {
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const goTo = (event: PointerEvent): void => {
      const { sizeHw } = editor.store.getState();
      const box = element.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      editor.centreOn(imagePoint((x / box.width) * sizeHw[1], (y / box.height) * sizeHw[0]));
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      goTo(event);
    };
    const move = (event: PointerEvent): void => {
      if (element.hasPointerCapture(event.pointerId)) goTo(event);
    };
    const key = (event: KeyboardEvent): void => {
      const [dx, dy] = ARROWS[event.key] ?? [0, 0];
      if (dx === 0 && dy === 0) return;
      event.preventDefault();
      event.stopPropagation();
      const [h, w] = editor.store.getState().viewportHw;
      editor.panBy(dx * w * STEP, dy * h * STEP);
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("keydown", key);
    return () => {
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("keydown", key);
    };
  }, [root, editor, isWanted]);
}
