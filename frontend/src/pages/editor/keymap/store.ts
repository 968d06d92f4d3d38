/**
 * The signed-in person's shortcuts: the server's, so that they follow the person to another machine, with a
 * copy in this browser, which counts until the server has answered and is shared by its tabs.
 */

import { useEffect } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { fetchPreferences, storePreferences } from "../../../api/preferences";
import { useSession } from "../../../api/session";
import type { CommandId } from "../commands";
import { type Keymap, keymapOf, type Overrides, readOverrides } from "./keymap";

interface KeymapState {
  userId: number | null;
  overrides: Overrides;
  keymap: Keymap;
}

const store = createStore<KeymapState>(() => ({
  userId: null,
  overrides: {},
  keymap: keymapOf({}),
}));

const storageKey = (userId: number): string => `maskwright.shortcuts.${userId}`;
/** Set while the server has not confirmed what this browser holds. */
const unsentKey = (userId: number): string => `${storageKey(userId)}.unsent`;

/** Storage may be blocked: the keys then last as long as the page. */
function inStorage<Value>(act: (storage: Storage) => Value): Value | null {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

function load(userId: number): void {
  const overrides = inStorage((storage) => {
    const text = storage.getItem(storageKey(userId));
    return text === null ? null : readOverrides(JSON.parse(text)).overrides;
  });
  show(userId, overrides ?? {});
}

function show(userId: number | null, overrides: Overrides): void {
  store.setState({ userId, overrides, keymap: keymapOf(overrides) });
}

function keepCopy(userId: number, overrides: Overrides): void {
  inStorage((storage) => {
    if (Object.keys(overrides).length === 0) storage.removeItem(storageKey(userId));
    else storage.setItem(storageKey(userId), JSON.stringify(overrides));
  });
}

export function changeOverrides(overrides: Overrides): void {
  const { userId } = store.getState();
  show(userId, overrides);
  if (userId === null) return;
  keepCopy(userId, overrides);
  inStorage((storage) => storage.setItem(unsentKey(userId), "1"));
  send(userId);
}

/** One request at a time: an earlier change must not arrive after a later one. */
let sending: Promise<void> = Promise.resolve();

function send(userId: number): void {
  sending = sending.then(async () => {
    const { overrides, userId: current } = store.getState();
    if (current !== userId) return;
    try {
      await storePreferences({ shortcuts: mutable(overrides) });
    } catch {
      // The mark stays: they are sent when the editor is opened the next time.
      return;
    }
    if (store.getState().overrides === overrides) {
      inStorage((storage) => storage.removeItem(unsentKey(userId)));
    }
  });
}

/** Takes over what the server has, unless this browser has changes that it does not know yet. */
async function follow(userId: number): Promise<void> {
  const before = store.getState().overrides;
  const isUnsent = (): boolean =>
    inStorage((storage) => storage.getItem(unsentKey(userId))) !== null;
  let shortcuts: unknown;
  try {
    ({ shortcuts } = await fetchPreferences());
  } catch {
    return;
  }
  const now = store.getState();
  if (now.userId !== userId || now.overrides !== before) return;
  // Shortcuts of the time when only browsers kept them are the person's, too.
  const isNews = shortcuts === null && Object.keys(before).length > 0;
  if (isUnsent() || isNews) send(userId);
  else if (shortcuts !== null) {
    const { overrides } = readOverrides(shortcuts);
    if (JSON.stringify(overrides) === JSON.stringify(before)) return;
    keepCopy(userId, overrides);
    show(userId, overrides);
  }
}

function mutable(overrides: Overrides): Record<string, string[]> {
  return Object.fromEntries(Object.entries(overrides).map(([id, keys]) => [id, [...keys]]));
}

/** The keys in force, for whoever is signed in; changes in another tab count here too. */
export function useKeymap(): Keymap {
  const userId = useSession().data?.user?.id ?? null;
  useEffect(() => {
    if (userId === null) return;
    if (store.getState().userId !== userId) {
      load(userId);
      void follow(userId);
    }
    const reload = (event: StorageEvent): void => {
      if (event.key === storageKey(userId)) load(userId);
    };
    window.addEventListener("storage", reload);
    return () => window.removeEventListener("storage", reload);
  }, [userId]);
  return useStore(store, ({ keymap }) => keymap);
}

export function useOverrides(): Overrides {
  return useStore(store, ({ overrides }) => overrides);
}

/** A command's keys as they are now, for labels; parts that show them render again with the keymap. */
export function keysOf(id: CommandId): readonly string[] {
  return store.getState().keymap.get(id) ?? [];
}
