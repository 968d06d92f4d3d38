/** The way from image to image: neighbours by name, and the next one that needs work. */

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { filtersOf, type ImageFilters, searchOf } from "../../../api/galleryFilters";
import { changeState, fetchNext, imagesKey } from "../../../api/images";
import type { ImageDetail, NextImage } from "../../../api/types";
import { notify } from "../../../ui/Toast";
import { errorText } from "../../shell/errorText";
import { fetchAhead } from "../opening";

export type Where = "previous" | "next" | "nextWork";

export interface GoingOn {
  goTo: (where: Where) => void;
  /** Says that this image is submitted and how many are left, with the way back. */
  tellSubmitted: () => void;
  /** No other image needs work: the page says so until it is closed. */
  isDone: boolean;
  closeDone: () => void;
  /** The gallery's filters in this page's address; with '?', or empty. */
  search: string;
}

/** How long after opening an image the next ones are fetched: the picture in sight goes first. */
const FETCH_AHEAD_AFTER_MS = 800;
/** Others work, too: what comes next is asked anew after this long. */
const NEXT_FRESH_MS = 20_000;

function nextWork(
  queries: QueryClient,
  { project, id }: Pick<ImageDetail, "project" | "id">,
  filters: ImageFilters,
): Promise<NextImage> {
  return queries.query({
    queryKey: [...imagesKey(project), "next", id, filters],
    queryFn: () => fetchNext(project, id, filters),
    staleTime: NEXT_FRESH_MS,
  });
}

export function useGoingOn(image: ImageDetail): GoingOn {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const said = useSearch();
  const filters = useMemo(() => filtersOf(said), [said]);
  const search = searchOf(filters);
  const [isDone, setDone] = useState(false);
  useFetchingAhead(queries, image, filters);
  return useMemo(() => {
    const { project, id, name, annotation_id, previous_id, next_id } = image;
    // Leaving saves: the queue goes on sending whatever is left, whichever image is open.
    const open = (imageId: number): void => {
      navigate(`/projects/${project}/images/${imageId}${search}`);
    };
    const failed = (error: unknown): void => {
      notify({ title: t("editor.goingOn.failed"), description: errorText(error), tone: "danger" });
    };
    const goToWork = (): void => {
      nextWork(queries, image, filters).then((next) => {
        if (next.image === null) setDone(true);
        else open(next.image);
      }, failed);
    };
    const takeBack = (): void => {
      changeState(annotation_id, "in_progress").then(() => {
        void queries.invalidateQueries({ queryKey: imagesKey(project) });
        void queries.invalidateQueries({ queryKey: ["editor", "opened", id] });
        open(id);
      }, failed);
    };
    return {
      goTo: (where) => {
        const neighbour = where === "previous" ? previous_id : next_id;
        if (where === "nextWork") goToWork();
        else if (neighbour !== null) open(neighbour);
      },
      tellSubmitted: () => {
        nextWork(queries, image, filters).then(
          ({ left }) =>
            notify({
              title: t("editor.goingOn.submitted", { name }),
              description: t("editor.goingOn.left", { count: left }),
              tone: "success",
              action: { label: t("editor.goingOn.undo"), onAction: takeBack },
            }),
          failed,
        );
      },
      isDone,
      closeDone: () => setDone(false),
      search,
    };
  }, [image, queries, filters, search, navigate, t, isDone]);
}

/** Has the neighbour by name and the next image that needs work ready before they are asked for. */
function useFetchingAhead(queries: QueryClient, image: ImageDetail, filters: ImageFilters): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      if (image.next_id !== null) fetchAhead(queries, image.next_id);
      nextWork(queries, image, filters).then(
        (next) => {
          if (next.image !== null && next.image !== image.next_id) fetchAhead(queries, next.image);
        },
        // It is only a head start.
        () => undefined,
      );
    }, FETCH_AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [queries, image, filters]);
}
