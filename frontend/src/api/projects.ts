/** Projects, their classes and their members. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { answer, client } from "./client";
import { usePaged } from "./paging";
import type { components } from "./schema";
import type { LabelClass, Member, Project, Role } from "./types";

export function useProjects() {
  return usePaged<Project>({
    queryKey: ["projects"],
    fetchPage: (cursor, signal) =>
      answer(client.GET("/api/projects/", { params: { query: { cursor } }, signal })),
  });
}

export function useProject(id: number) {
  return useQuery({
    queryKey: ["project", id, "summary"],
    queryFn: ({ signal }): Promise<Project> =>
      answer(
        client.GET("/api/projects/{project_id}/", {
          params: { path: { project_id: id } },
          signal,
        }),
      ),
  });
}

export type ProjectDraft = components["schemas"]["ProjectInRequest"];

export function createProject(draft: ProjectDraft): Promise<Project> {
  return answer(client.POST("/api/projects/", { body: draft }));
}

export function updateProject(id: number, change: Partial<ProjectDraft>): Promise<Project> {
  const params = { path: { project_id: id } };
  return answer(client.PATCH("/api/projects/{project_id}/", { params, body: change }));
}

export async function deleteProject(id: number): Promise<void> {
  const params = { path: { project_id: id } };
  await answer(client.DELETE("/api/projects/{project_id}/", { params }));
}

export type ClassDraft = components["schemas"]["LabelClassInRequest"];

export const classesKey = (projectId: number) => ["project", projectId, "classes"] as const;

export function useClasses(projectId: number) {
  return useQuery({
    queryKey: classesKey(projectId),
    queryFn: ({ signal }): Promise<LabelClass[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/classes/", { params, signal }));
    },
  });
}

export function createClass(projectId: number, draft: ClassDraft): Promise<LabelClass> {
  const params = { path: { project_id: projectId } };
  return answer(client.POST("/api/projects/{project_id}/classes/", { params, body: draft }));
}

export function updateClass(
  projectId: number,
  classId: number,
  change: Partial<ClassDraft>,
): Promise<LabelClass> {
  const params = { path: { project_id: projectId, class_id: classId } };
  return answer(
    client.PATCH("/api/projects/{project_id}/classes/{class_id}/", { params, body: change }),
  );
}

export async function deleteClass(projectId: number, classId: number): Promise<void> {
  const params = { path: { project_id: projectId, class_id: classId } };
  await answer(client.DELETE("/api/projects/{project_id}/classes/{class_id}/", { params }));
}

/** How many segments of a class hold a value, by attribute; empty until the server has counted. */
export function useAttributeCounts(
  projectId: number,
  classId: number,
): ReadonlyMap<string, number> {
  const counts = useQuery({
    queryKey: [...classesKey(projectId), classId, "attributes"],
    queryFn: ({ signal }) => {
      const params = { path: { project_id: projectId, class_id: classId } };
      const url = "/api/projects/{project_id}/classes/{class_id}/attributes/";
      return answer(client.GET(url, { params, signal }));
    },
  });
  return useMemo(
    () => new Map(counts.data?.map(({ name, num_segments }) => [name, num_segments])),
    [counts.data],
  );
}

export const membersKey = (projectId: number) => ["project", projectId, "members"] as const;

export function useMembers(projectId: number) {
  return useQuery({
    queryKey: membersKey(projectId),
    queryFn: ({ signal }): Promise<Member[]> => {
      const params = { path: { project_id: projectId } };
      return answer(client.GET("/api/projects/{project_id}/members/", { params, signal }));
    },
  });
}

export function addMember(projectId: number, username: string, role: Role): Promise<Member> {
  return answer(
    client.POST("/api/projects/{project_id}/members/", {
      params: { path: { project_id: projectId } },
      body: { username, role },
    }),
  );
}

export function changeRole(projectId: number, userId: number, role: Role): Promise<Member> {
  const params = { path: { project_id: projectId, user_id: userId } };
  return answer(
    client.PATCH("/api/projects/{project_id}/members/{user_id}/", { params, body: { role } }),
  );
}

export async function removeMember(projectId: number, userId: number): Promise<void> {
  const params = { path: { project_id: projectId, user_id: userId } };
  await answer(client.DELETE("/api/projects/{project_id}/members/{user_id}/", { params }));
}

const roleRank: Record<Role, number> = {
  viewer: 0,
  annotator: 1,
  reviewer: 2,
  manager: 3,
  owner: 4,
};

/** Whether a role may do what needs at least `needed`. */
export function hasRole(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && roleRank[role] >= roleRank[needed];
}
