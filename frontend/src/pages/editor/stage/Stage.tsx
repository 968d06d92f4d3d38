/** The canvas's place in the page: mounts the engine's screen, feeds it input, says what it has to say. */

import { CircleAlert, LoaderCircle, RotateCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { mountScreen, type Screen, type VertexKey } from "../../../editor";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { resizeTool } from "../brushSize";
import { useEditorPage, useEditorState } from "../EditorContext";
import { OthersBanner } from "../people/OthersBanner";
import { PreviewBanner } from "../past/PreviewBanner";
import { ToneFilter } from "../seeing/ToneFilter";
import { usePicture } from "../seeing/usePicture";
import { BoxesPanel } from "../boxes/BoxesPanel";
import { CopyDialog } from "../operations/CopyDialog";
import { RefinePanel } from "../operations/RefinePanel";
import { SegmentMenu } from "../operations/SegmentMenu";
import { useMenuClick } from "../operations/useMenuClick";
import { watchSpace } from "../shortcuts";
import { Announcer } from "./Announcer";
import { KeyboardCursor } from "./cursor/KeyboardCursor";
import { HintLine } from "./HintLine";
import { Minimap } from "./Minimap";
import { Notices } from "./Notices";
import styles from "./Stage.module.css";
import { StatusLine } from "./StatusLine";

/** Arrows move picked vertices by one pixel, with Shift by ten. */
const STEP_PX = 1;
const LONG_STEP_PX = 10;

const VERTEX_KEYS: Partial<Record<string, VertexKey>> = {
  Tab: "next",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Delete: "remove",
  Backspace: "remove",
  Escape: "none",
};

const ARROWS: Partial<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrows move the selected box, with Alt its right and lower edges; otherwise they mean other things. */
function useBoxKeys(): (event: React.KeyboardEvent) => void {
  const { editor, canEdit } = useEditorPage();
  return (event) => {
    const arrow = ARROWS[event.key];
    const isHeld = event.ctrlKey || event.metaKey || editor.store.getState().isBusy;
    if (arrow === undefined || isHeld || !canEdit || event.isPropagationStopped()) return;
    const step = event.shiftKey ? LONG_STEP_PX : STEP_PX;
    if (!editor.nudgeBox(arrow[0] * step, arrow[1] * step, event.altKey)) return;
    // With Alt the browser would go back a page.
    event.preventDefault();
    event.stopPropagation();
  };
}

/** Keys for the selected polygon's vertices go before the page's: without vertices they mean other things. */
function useVertexKeys(): (event: React.KeyboardEvent) => void {
  const { editor, canEdit } = useEditorPage();
  return (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const key = event.key === "Tab" && event.shiftKey ? "previous" : VERTEX_KEYS[event.key];
    const { isBusy, simplifying } = editor.store.getState();
    if (key === undefined || !isPlain || !canEdit || isBusy || simplifying !== null) return;
    if (!editor.vertexKey(key, event.shiftKey ? LONG_STEP_PX : STEP_PX)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

export function Stage() {
  const { t } = useTranslation();
  const { image } = useEditorPage();
  const [screen, setScreen] = useState<Screen | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  useScreen(stage, setScreen);
  useBrushWheel(frame);
  useMenuClick(stage);
  const isPanning = useSpaceHeld();
  const vertexKeys = useVertexKeys();
  const boxKeys = useBoxKeys();
  const picture = usePicture(screen);
  const tool = useEditorState((state) => state.tool);
  return (
    <div ref={frame} className={styles.frame}>
      <div
        ref={stage}
        className={styles.stage}
        data-editor-canvas=""
        data-testid="editor-canvas"
        data-tool={tool}
        data-panning={isPanning || undefined}
        data-picture={picture.state}
        tabIndex={0}
        role="application"
        onKeyDown={(event) => {
          vertexKeys(event);
          boxKeys(event);
        }}
        aria-label={t("editor.canvas", { name: image.name })}
      />
      {picture.state === "loading" && (
        <p className={styles.loading} role="status">
          <LoaderCircle className={button.spinner} aria-hidden />
          {t("editor.loadingPicture")}
        </p>
      )}
      {picture.state === "failed" && (
        <div className={styles.failed} role="alert">
          <CircleAlert aria-hidden />
          <p>{t("editor.pictureFailed")}</p>
          <Button icon={<RotateCw aria-hidden />} onPress={picture.retry}>
            {t("editor.retry")}
          </Button>
        </div>
      )}
      <ToneFilter />
      <Minimap />
      <OthersBanner />
      <PreviewBanner />
      <RefinePanel />
      <SegmentMenu />
      <CopyDialog />
      <BoxesPanel />
      <Notices />
      <KeyboardCursor stage={stage} />
      <Announcer />
      <HintLine />
      <StatusLine />
    </div>
  );
}

function useScreen(
  stage: React.RefObject<HTMLDivElement | null>,
  setScreen: (screen: Screen | null) => void,
): void {
  const { editor } = useEditorPage();
  useEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const mounted = mountScreen(element, editor);
    editor.fitView();
    setScreen(mounted);
    element.focus({ preventScroll: true });
    return () => {
      setScreen(null);
      mounted.destroy();
    };
  }, [stage, editor, setScreen]);
}

/** One notch of a wheel (100 units in most browsers) changes the brush by a fifth. */
const SIZE_PER_UNIT = Math.log(1.2) / 100;

/** Alt + wheel is the page's; every other wheel is the engine's and zooms. */
function useBrushWheel(frame: React.RefObject<HTMLDivElement | null>): void {
  const { editor } = useEditorPage();
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const resize = (event: WheelEvent): void => {
      if (!event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      // Some systems turn a modified wheel sideways.
      resizeTool(editor, Math.exp(-(event.deltaY || event.deltaX) * SIZE_PER_UNIT));
    };
    element.addEventListener("wheel", resize, { capture: true, passive: false });
    return () => element.removeEventListener("wheel", resize, { capture: true });
  }, [frame, editor]);
}

function useSpaceHeld(): boolean {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => watchSpace(setHeld), []);
  return isHeld;
}
