/** Who is signed in, and how that changes. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { answer, ApiError, client, csrfToken } from "./client";
import type { Session, User } from "./types";

export const sessionKey = ["session"] as const;

export function fetchSession(signal?: AbortSignal): Promise<Session> {
  return answer(client.GET("/api/session/", signal ? { signal } : {}));
}

/** The signed-in user; null when nobody is; undefined until the server answered. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) => fetchSession(signal),
    staleTime: 60_000,
  });
}

export async function signIn(username: string, password: string): Promise<Session> {
  await ensureCsrfCookie();
  return answer(client.POST("/api/session/", { body: { username, password } }));
}

export async function signInByLink(token: string): Promise<Session> {
  await ensureCsrfCookie();
  return answer(client.POST("/api/session/link/", { body: { token } }));
}

/** The page brings the cookie; someone may have cleared it since. */
async function ensureCsrfCookie(): Promise<void> {
  if (csrfToken() === "") await fetchSession();
}

export async function signOut(): Promise<void> {
  await answer(client.DELETE("/api/session/"));
}

/** Another person's answers must never be shown to this one. */
export function enterSession(queries: QueryClient, user: User): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  queries.setQueryData<Session>(sessionKey, { user });
}

/** True when the server no longer knows who is asking. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.code === "not_authenticated");
}
