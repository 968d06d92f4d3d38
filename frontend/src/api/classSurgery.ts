/** Changes of a project's classes that are made together: foretold, applied as a job, undone. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, client } from "./client";
import { isActive } from "./jobs";
import { classesKey } from "./projects";
import type { components } from "./schema";
import type { ClassExamples, Surgery, SurgeryPreview, UndoPreview } from "./types";

export type ClassChanges = components["schemas"]["ClassChangesInRequest"];
export type EditedChoice = components["schemas"]["EditedEnum"];

const inProject = (projectId: number) => ({ params: { path: { project_id: projectId } } });
const ofSurgery = (id: number) => ({ params: { path: { surgery_id: id } } });

/** How many segments each class has, and a few of them to look at. */
export function useClassExamples(projectId: number) {
  return useQuery({
    queryKey: [...classesKey(projectId), "examples"],
    queryFn: ({ signal }): Promise<ClassExamples[]> =>
      answer(
        client.GET("/api/projects/{project_id}/classes/examples/", {
          ...inProject(projectId),
          signal,
        }),
      ),
    staleTime: 60_000,
  });
}

export const surgeriesKey = (projectId: number) => ["project", projectId, "surgeries"] as const;

interface Stated {
  state: Surgery["state"];
  job: Pick<Surgery["job"], "state">;
}

/** One whose job was cancelled before it began is stopped, even while the server has yet to write that. */
export function stateOf({ state, job }: Stated): Surgery["state"] {
  return state === "waiting" && !isActive(job.state) ? "rolled_back" : state;
}

export function isOpen(surgery: Stated): boolean {
  const state = stateOf(surgery);
  return state === "waiting" || state === "applying";
}

/** Newest first; each second while one is being applied. */
export function useSurgeries(projectId: number) {
  return useQuery({
    queryKey: surgeriesKey(projectId),
    queryFn: ({ signal }): Promise<Surgery[]> => {
      const url = "/api/projects/{project_id}/class-surgeries/";
      return answer(client.GET(url, { ...inProject(projectId), signal }));
    },
    refetchInterval: ({ state }) =>
      state.data?.some((each) => isOpen(each) || isActive(each.job.state)) ? 1000 : false,
  });
}

/** What changes would do; null asks for nothing. The last answer stays until the next is there. */
export function useSurgeryPreview(projectId: number, changes: ClassChanges | null) {
  return useQuery({
    queryKey: [...surgeriesKey(projectId), "preview", changes],
    queryFn: ({ signal }): Promise<SurgeryPreview> =>
      answer(
        client.POST("/api/projects/{project_id}/class-surgeries/preview/", {
          ...inProject(projectId),
          body: changes ?? {},
          signal,
        }),
      ),
    enabled: changes !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function applyChanges(projectId: number, body: ClassChanges): Promise<Surgery> {
  return answer(
    client.POST("/api/projects/{project_id}/class-surgeries/", { ...inProject(projectId), body }),
  );
}

/** What an undo would bring back, and what was edited since. */
export function useUndoPreview(id: number) {
  return useQuery({
    queryKey: ["surgery", id, "undo"],
    queryFn: ({ signal }): Promise<UndoPreview> =>
      answer(client.GET("/api/class-surgeries/{surgery_id}/undo/", { ...ofSurgery(id), signal })),
    gcTime: 0,
    retry: false,
  });
}

export function undoChanges(id: number, edited: EditedChoice): Promise<Surgery> {
  const body = { edited };
  return answer(client.POST("/api/class-surgeries/{surgery_id}/undo/", { ...ofSurgery(id), body }));
}
