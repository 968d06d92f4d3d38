/** The canvas's place in the page: mounts the engine's screen, feeds it input, says what it has to say. */

import { CircleAlert, LoaderCircle, RotateCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { mountScreen, type Screen } from "../../../editor";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { resizeBrush } from "../brushSize";
import { useEditorPage, useEditorState } from "../EditorContext";
import { loadPicture } from "../opening";
import { pictureFilter } from "../picture";
import { watchSpace } from "../shortcuts";
import styles from "./Stage.module.css";

export function Stage() {
  const { t } = useTranslation();
  const { image, picture: levels } = useEditorPage();
  const [screen, setScreen] = useState<Screen | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  useScreen(stage, setScreen);
  useBrushWheel(frame);
  const isPanning = useSpaceHeld();
  const picture = usePicture(screen, image.image_url);
  const tool = useEditorState((state) => state.tool);
  useEffect(() => screen?.setPictureFilter(pictureFilter(levels)), [screen, levels]);
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
      <Notices />
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
      resizeBrush(editor, Math.exp(-(event.deltaY || event.deltaX) * SIZE_PER_UNIT));
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

type Picture = { state: "loading" | "shown" | "failed"; retry: () => void };

function usePicture(screen: Screen | null, url: string): Picture {
  const [state, setState] = useState<Picture["state"]>("loading");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (screen === null) return;
    let isWanted = true;
    // A picture that failed is asked for anew, not from the cache of the failure.
    loadPicture(attempt === 0 ? url : `${url}?again=${attempt}`).then(
      (picture) => {
        if (!isWanted) return;
        screen.setPicture(picture);
        setState("shown");
      },
      () => {
        if (isWanted) setState("failed");
      },
    );
    return () => {
      isWanted = false;
    };
  }, [screen, url, attempt]);
  const retry = (): void => {
    setState("loading");
    setAttempt((count) => count + 1);
  };
  return { state, retry };
}

const NOTICE_MS = 3_500;

/** Short remarks of the editor (no class chosen, segment locked), where the eyes are. */
function Notices() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const [notice, setNotice] = useState<{ text: string; number: number } | null>(null);
  useEffect(() => {
    let number = 0;
    return editor.onNotice(({ code }) => {
      number += 1;
      setNotice({ text: t(`editor.notices.${code}`), number });
    });
  }, [editor, t]);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notice !== null && (
        <p key={notice.number} className={styles.notice}>
          {notice.text}
        </p>
      )}
    </div>
  );
}
