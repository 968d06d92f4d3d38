/** Brings the picture, its tone and its original values to the screen. */

import { useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Screen } from "../../../editor";
import { type Filler, pictureFiller } from "../../../pixels/filler";
import { loadDeepValues } from "../../../pixels/loadDeep";
import { pictureTracer, type Tracer } from "../../../pixels/tracer";
import { isPlainTone } from "../../../pixels/tone";
import { useEditorPage } from "../EditorContext";
import { closePicture, type DecodedPicture, halvingsMade, loadPicture } from "../pictures";
import { fittingTone, type PictureStore, spanOf, tableOf } from "./picture";
import { TONE_FILTER } from "./ToneFilter";

export type LoadingPicture = { state: "loading" | "shown" | "failed"; retry: () => void };

export function usePicture(screen: Screen | null): LoadingPicture {
  const { editor, image, picture } = useEditorPage();
  const url = image.image_url;
  const [state, setState] = useState<LoadingPicture["state"]>("loading");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (screen === null) return;
    let isWanted = true;
    let shown: DecodedPicture | null = null;
    let filler: Filler | null = null;
    let tracer: Tracer | null = null;
    // A picture that failed is asked for anew, not from the cache of the failure.
    loadPicture(attempt === 0 ? url : `${url}?again=${attempt}`).then(
      (source) => {
        if (!isWanted) {
          closePicture(source);
          return;
        }
        shown = source;
        screen.setPicture(source, halvingsMade(source));
        picture.setState({ source });
        filler = pictureFiller(source, editor.store.getState().sizeHw);
        editor.setFiller(filler);
        tracer = pictureTracer(source, editor.store.getState().sizeHw);
        editor.setTracer(tracer);
        setState("shown");
      },
      () => {
        if (isWanted) setState("failed");
      },
    );
    return () => {
      isWanted = false;
      editor.setFiller(null);
      filler?.close();
      editor.setTracer(null);
      tracer?.close();
      if (shown === null) return;
      // Large ones are not left to the garbage collector: the next picture may be as large.
      screen.setPicture(null);
      picture.setState({ source: null });
      closePicture(shown);
    };
  }, [editor, screen, url, attempt, picture]);
  useDeepValues(state === "shown");
  useTone(screen, picture);
  const retry = (): void => {
    setState("loading");
    setAttempt((count) => count + 1);
  };
  return { state, retry };
}

/** Fetches the values of a 16-bit picture once the picture itself is seen. */
function useDeepValues(isShown: boolean): void {
  const { image, picture } = useEditorPage();
  const { values_url: url, height, width } = image;
  useEffect(() => {
    if (!isShown || url === null || picture.getState().deep !== null) return;
    const leaving = new AbortController();
    picture.setState({ deepState: "loading" });
    loadDeepValues(url, [height, width], leaving.signal).then(
      (deep) => {
        if (leaving.signal.aborted) return;
        const loaded = { ...picture.getState(), deep, deepState: "ready" as const };
        picture.setState({ ...loaded, tone: fittingTone(loaded.tone, spanOf(loaded)) });
      },
      // The 8-bit picture is still there to be looked at; the panel says that its values are not.
      () => {
        if (!leaving.signal.aborted) picture.setState({ deepState: "failed" });
      },
    );
    return () => leaving.abort();
  }, [isShown, url, height, width, picture]);
}

/** Deep values are drawn through their table; 8-bit pictures go through a filter. */
function useTone(screen: Screen | null, picture: PictureStore): void {
  const tone = useStore(picture, (state) => state.tone);
  const deep = useStore(picture, (state) => state.deep);
  useEffect(() => {
    if (screen === null) return;
    const isPlain = isPlainTone(tone);
    screen.setPictureFilter(isPlain || deep !== null ? "" : TONE_FILTER);
    screen.setDeepPicture(isPlain ? null : deep, tableOf(picture.getState()));
  }, [screen, picture, tone, deep]);
}
