/** What follows the signed-in person from one machine to another. */
import { answer, client } from "./client";
import type { components } from "./schema";

export type StoredPreferences = components["schemas"]["Preferences"];

export function fetchPreferences(): Promise<StoredPreferences> {
  return answer(client.GET("/api/session/preferences/"));
}

export function storePreferences(body: StoredPreferences): Promise<StoredPreferences> {
  return answer(client.PUT("/api/session/preferences/", { body }));
}
