/** Puts an editor's canvases into the page and binds them to the pointer, the wheel and the window. */

import type { Editor } from "../types";
import { attachInput } from "./input";
import { Picture } from "./picture";
import { Screen2D } from "./screen2d";

export interface Screen {
  /** The picture, once loaded; it is stretched to the image's size. Null takes it away. */
  setPicture(picture: CanvasImageSource | null): void;
  /** CSS filter of the picture alone, for example 'brightness(1.2) contrast(1.5)'; '' for none. */
  setPictureFilter(filter: string): void;
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

  const resize = (): void => {
    const { clientWidth, clientHeight } = container;
    const ratio = window.devicePixelRatio;
    for (const { canvas } of contexts) {
      canvas.width = Math.round(clientWidth * ratio);
      canvas.height = Math.round(clientHeight * ratio);
    }
    editor.setViewport([clientHeight, clientWidth]);
    screen.resize(ratio);
  };
  const observer = new ResizeObserver(resize);
  observer.observe(container);
  const stopRatio = watchPixelRatio(resize);
  const stopDirty = editor.scene.onDirty((dirty) => screen.dirty(dirty));
  const stopInput = attachInput(container, editor);
  resize();

  return {
    setPicture(source) {
      screen.setPicture(
        source === null ? null : new Picture(source, editor.store.getState().sizeHw),
      );
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
