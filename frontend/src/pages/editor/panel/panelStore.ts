/** Whether the right panel is open: beside the image where there is room, over it on a narrow screen. */

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** As in Workspace.module.css. */
const HAS_ROOM = "(min-width: 901px)";

/** Tests of the command table have no screen. */
const HAS_WINDOW = typeof window !== "undefined" && typeof window.matchMedia === "function";

const store = createStore<{ isOpen: boolean }>(() => ({
  isOpen: HAS_WINDOW ? window.matchMedia(HAS_ROOM).matches : true,
}));

export function useIsPanelOpen(): boolean {
  return useStore(store, ({ isOpen }) => isOpen);
}

export function setPanelOpen(isOpen: boolean): void {
  store.setState({ isOpen });
}

export function togglePanel(): void {
  setPanelOpen(!store.getState().isOpen);
}

/** The field that finds classes by name; it is there once the panel is drawn. */
export function focusClassSearch(): void {
  setPanelOpen(true);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-class-search]")?.focus());
}
