/** Lists that come in pages: the server hands out a cursor with each. */
import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { Page } from "./types";

/** The cursor inside a page's `next`, which is the whole address of the page after it. */
export function cursorOf(next: string | null): string | null {
  if (next === null) return null;
  const question = next.indexOf("?");
  return question < 0 ? null : new URLSearchParams(next.slice(question + 1)).get("cursor");
}

export interface PagedOptions<Row> {
  queryKey: QueryKey;
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>;
  /** Milliseconds until all loaded pages are asked for again. */
  refetchInterval?: (rows: readonly Row[]) => number | false;
}

/** Every page loaded so far as one list of rows. */
export function usePaged<Row>({ queryKey, fetchPage, refetchInterval }: PagedOptions<Row>) {
  const result = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<Row>) => cursorOf(page.next),
    refetchInterval: ({ state }) =>
      refetchInterval?.(state.data?.pages.flatMap((page) => page.results) ?? []) ?? false,
  });
  const rows = result.data?.pages.flatMap((page) => page.results);
  return { ...result, rows };
}
