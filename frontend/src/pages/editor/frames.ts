/** At most one drawing a frame, however often it is asked for. */

/** Returns what asks for a frame, and what ends it. */
export function onceAFrame(draw: () => void): { ask: () => void; stop: () => void } {
  let frame: number | null = null;
  return {
    ask() {
      frame ??= requestAnimationFrame(() => {
        frame = null;
        draw();
      });
    },
    stop() {
      if (frame !== null) cancelAnimationFrame(frame);
    },
  };
}
