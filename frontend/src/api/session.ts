/** Who is signed in, and how that changes. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { ApiError, request } from "./client";
import type { Session, User } from "./types";

export const sessionKey = ["session"] as const;

/** The signed-in user; null when nobody is; undefined until the server answered. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: ({ signal }) => request<Session>("GET", "session/", { signal }),
    staleTime: 60_000,
  });
}

export function signIn(username: string, password: string): Promise<Session> {
  return request("POST", "session/", { body: { username, password } });
}

export function signInByLink(token: string): Promise<Session> {
  return request("POST", "session/link/", { body: { token } });
}

export function signOut(): Promise<null> {
  return request("DELETE", "session/");
}

/** Another person's answers must never be shown to this one. */
export function enterSession(client: QueryClient, user: User): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  client.setQueryData<Session>(sessionKey, { user });
}

/** True when the server no longer knows who is asking. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.code === "not_authenticated");
}
