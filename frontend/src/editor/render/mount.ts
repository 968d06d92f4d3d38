/** Puts an editor's canvases into the page and binds them to the pointer, the wheel and the window. */

import type { Editor } from "../interface";
import type { DeepValues } from "../../pixels/deep";
import { DeepPicture } from "./deepPicture";
import { attachInput } from "./input";
import { Picture } from "./picture";
import { Screen2D } from "./screen2d";

export interface Screen {
  /**
   * The picture, once loaded; it is stretched to the image's size. Null takes it away.
   *
   * @param halvings the picture at half, a quarter, … of its size; made here where they are missing.
   */
  setPicture(picture: CanvasImageSource | null, halvings?: readonly ImageBitmap[]): void;
  /** CSS filter of the picture alone, for example 'brightness(1.2) contrast(1.5)'; '' for none. */
  setPictureFilter(filter: string): void;
  /** Shows a 16-bit picture's own values through a table of 65,536 greys; null: the picture again. */
  setDeepPicture(deep: DeepValues | null, table: Uint8Array): void;
  destroy(): void;
}

/** Raised where the browser gives no canvas. */
export class NoCanvas extends Error {
  readonly code = "no_canvas";
}

/**
 * Fills a container with the editor's canvases. The container needs a size and a position of its own
 * (`position: relative`), and an accessible name.
 *
 * @throws NoCanvas the browser has no memory left for a canvas.
 */
export function mountScreen(container: HTMLElement, editor: Editor): Screen {
  const picture = addCanvas(container);
  const overlay = addCanvas(container);
  const marks = addCanvas(container);
  const contexts = [picture, overlay, marks];
  const screen = new Screen2D({ picture, overlay, marks }, editor.scene);

  const place = watchPlace(container);
  const resize = (): void => {
    const { clientWidth, clientHeight } = container;
    const ratio = window.devicePixelRatio;
    for (const { canvas } of contexts) {
      canvas.width = Math.round(clientWidth * ratio);
      canvas.height = Math.round(clientHeight * ratio);
    }
    editor.setViewport([clientHeight, clientWidth], place());
    screen.resize(ratio);
  };
  const observer = new ResizeObserver(resize);
  observer.observe(container);
  const stopRatio = watchPixelRatio(resize);
  const stopDirty = editor.scene.onDirty((dirty) => screen.dirty(dirty));
  const stopInput = attachInput(container, editor);
  resize();
  let plain: Picture | null = null;
  let isDeep = false;

  return {
    setPicture(source, halvings) {
      const { sizeHw } = editor.store.getState();
      plain = source === null ? null : new Picture(source, sizeHw, halvings);
      if (!isDeep) screen.setPicture(plain);
    },
    setDeepPicture(deep, table) {
      if (deep === null && !isDeep) return;
      isDeep = deep !== null;
      screen.setPicture(deep === null ? plain : new DeepPicture(deep, table));
    },
    setPictureFilter(filter) {
      picture.canvas.style.filter = filter;
    },
    destroy() {
      observer.disconnect();
      stopRatio();
      stopDirty();
      stopInput();
      screen.stop();
      for (const { canvas } of contexts) canvas.remove();
    },
  };
}

function addCanvas(container: HTMLElement): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  Object.assign(canvas.style, {
    position: "absolute",
    inset: "0",
    width: "100%",
    height: "100%",
    pointerEvents: "none",
  });
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new NoCanvas("The browser gave no canvas; close other tabs and reload this page.");
  }
  container.append(canvas);
  return context;
}

/**
 * Says how far the container's top moved since the last call, where a bar above it grew: the picture then
 * stays where the eyes are. Null where the window or the width changed.
 */
function watchPlace(container: HTMLElement): () => number | null {
  const read = (): readonly number[] => {
    const { top, width } = container.getBoundingClientRect();
    return [window.innerWidth, window.innerHeight, width, top];
  };
  let before = read();
  return () => {
    const now = read();
    const isSame = [0, 1, 2].every((i) => now[i] === before[i]);
    const moved = now[3]! - before[3]!;
    before = now;
    return isSame ? moved : null;
  };
}

/** Calls back when the window moves to a screen of other density or the page is zoomed. */
function watchPixelRatio(changed: () => void): () => void {
  let query: MediaQueryList | null = null;
  const listen = (): void => {
    query?.removeEventListener("change", listener);
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", listener);
  };
  const listener = (): void => {
    listen();
    changed();
  };
  listen();
  return () => query?.removeEventListener("change", listener);
}
