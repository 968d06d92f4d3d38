/** Where to go after signing in: only ever a page of ours. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith("/") || /^\/[/\\]/.test(next)) return "/";
  if (next.startsWith("/sign-in")) return "/";
  return next;
}
