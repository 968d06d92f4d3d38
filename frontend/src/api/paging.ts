/** Lists that come in pages: the server hands out a cursor with each. */
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { type Query, request } from "./client";
import type { Page } from "./types";

/** The cursor inside a page's `next`, which may be a whole address or the bare cursor. */
export function cursorOf(next: string | null): string | null {
  if (next === null || next === "") return null;
  const question = next.indexOf("?");
  if (question < 0) return next;
  return new URLSearchParams(next.slice(question + 1)).get("cursor");
}

export interface PagedOptions {
  isEnabled?: boolean;
  refetchInterval?: (rows: readonly unknown[]) => number | false;
}

/** Every page loaded so far as one list of rows. */
export function usePaged<Row>(key: QueryKey, path: string, query: Query, options?: PagedOptions) {
  const result = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Row>>("GET", path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Row>) => cursorOf(page.next),
    enabled: options?.isEnabled ?? true,
    refetchInterval: ({ state }) =>
      options?.refetchInterval?.(state.data?.pages.flatMap((page) => page.results) ?? []) ?? false,
  });
  const rows = result.data?.pages.flatMap((page) => page.results);
  return { ...result, rows };
}
