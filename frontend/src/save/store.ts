/** Where unsaved work is kept until the server has it: IndexedDB, one row per user and annotation. */

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Work } from "./types";

export type WorkKey = [userId: number, annotationId: number];

/** A change of one row; pure, because it may run again on what another tab wrote. Undefined: no row. */
export type WorkChange = (before: Work | undefined) => Work | undefined;

export interface WorkStore {
  /** True while rows survive closing the tab. */
  readonly durable: boolean;
  /** Reads, changes and writes a row as one atomic step; returns what is stored now. */
  update(key: WorkKey, change: WorkChange): Promise<Work | undefined>;
  /** All unsaved work of one user. */
  all(userId: number): Promise<Work[]>;
}

interface Schema extends DBSchema {
  work: { key: WorkKey; value: Work };
}

export const DATABASE_NAME = "maskwright-save";

export async function openWorkStore(name = DATABASE_NAME): Promise<WorkStore> {
  try {
    const database = await openDB<Schema>(name, 1, {
      upgrade(created) {
        created.createObjectStore("work", { keyPath: ["userId", "annotationId"] });
      },
      // Another tab wants a newer version: let it, this tab reopens on reload.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase | null)?.close();
      },
    });
    return new BrowserStore(database);
  } catch {
    // Private windows and full or forbidden storage: work on in memory; the state says that it is not durable.
    return new MemoryStore();
  }
}

class BrowserStore implements WorkStore {
  durable = true;
  readonly #database: IDBPDatabase<Schema>;
  /** What a failed write would have stored: read first, so that nothing is lost while the tab lives. */
  readonly #unwritten = new MemoryStore();
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  /** One update after the other: what a failed one kept must be seen by the next. */
  update(key: WorkKey, change: WorkChange): Promise<Work | undefined> {
    const updated = this.#last.then(() => this.#updateNow(key, change));
    this.#last = updated.catch(() => undefined);
    return updated;
  }

  async #updateNow(key: WorkKey, change: WorkChange): Promise<Work | undefined> {
    const kept = this.#unwritten.get(key);
    const next = (before: Work | undefined): Work | undefined => change(kept ?? before);
    try {
      const stored = await this.#write(key, next);
      this.#unwritten.drop(key);
      this.durable = this.#unwritten.isEmpty();
      return stored;
    } catch {
      // Quota exceeded, or the browser closed the database: keep the row here and say so.
      this.durable = false;
      const before = kept ?? (await this.#read(key));
      return this.#unwritten.update(key, () => change(before));
    }
  }

  async all(userId: number): Promise<Work[]> {
    const rows = await this.#database.getAll("work", IDBKeyRange.bound([userId], [userId, []]));
    const newer = await this.#unwritten.all(userId);
    const replaced = new Set(newer.map((work) => work.annotationId));
    return [...rows.filter((work) => !replaced.has(work.annotationId)), ...newer];
  }

  async #write(key: WorkKey, change: WorkChange): Promise<Work | undefined> {
    const transaction = this.#database.transaction("work", "readwrite");
    const next = change(await transaction.store.get(key));
    await (next ? transaction.store.put(next) : transaction.store.delete(key));
    await transaction.done;
    return next;
  }

  async #read(key: WorkKey): Promise<Work | undefined> {
    try {
      return await this.#database.get("work", key);
    } catch {
      return undefined;
    }
  }
}

/** Rows in memory: for tests and for browsers that refuse storage. */
export class MemoryStore implements WorkStore {
  readonly durable = false;
  readonly #rows = new Map<string, Work>();

  get(key: WorkKey): Work | undefined {
    return this.#rows.get(key.join());
  }

  drop(key: WorkKey): void {
    this.#rows.delete(key.join());
  }

  isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  update(key: WorkKey, change: WorkChange): Promise<Work | undefined> {
    const next = change(this.get(key));
    if (next) this.#rows.set(key.join(), next);
    else this.drop(key);
    return Promise.resolve(next);
  }

  all(userId: number): Promise<Work[]> {
    return Promise.resolve([...this.#rows.values()].filter((work) => work.userId === userId));
  }
}
