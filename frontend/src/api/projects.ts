/** Projects, their classes and their members. */
import { useQuery } from "@tanstack/react-query";
import { request } from "./client";
import { usePaged } from "./paging";
import type { LabelClass, Member, OverlapMode, Project, Role } from "./types";

export function useProjects() {
  return usePaged<Project>(["projects"], "projects/", {});
}

export function useProject(id: number) {
  return useQuery({
    queryKey: ["project", id, "summary"],
    queryFn: ({ signal }) => request<Project>("GET", `projects/${id}/`, { signal }),
  });
}

export interface ProjectDraft {
  name: string;
  description?: string;
  overlap_mode?: OverlapMode;
}

export function createProject(draft: ProjectDraft): Promise<Project> {
  return request("POST", "projects/", { body: draft });
}

export function updateProject(id: number, change: Partial<ProjectDraft>): Promise<Project> {
  return request("PATCH", `projects/${id}/`, { body: change });
}

export function deleteProject(id: number): Promise<null> {
  return request("DELETE", `projects/${id}/`);
}

export interface ClassDraft {
  name: string;
  color: string;
  is_thing: boolean;
  is_ignore?: boolean;
  hotkey?: string;
  supercategory?: string;
  guideline?: string;
}

export const classesKey = (projectId: number) => ["project", projectId, "classes"] as const;

export function useClasses(projectId: number) {
  return useQuery({
    queryKey: classesKey(projectId),
    queryFn: ({ signal }) =>
      request<LabelClass[]>("GET", `projects/${projectId}/classes/`, { signal }),
  });
}

export function createClass(projectId: number, draft: ClassDraft): Promise<LabelClass> {
  return request("POST", `projects/${projectId}/classes/`, { body: draft });
}

export function updateClass(
  projectId: number,
  classId: number,
  change: Partial<ClassDraft> & { position?: number },
): Promise<LabelClass> {
  return request("PATCH", `projects/${projectId}/classes/${classId}/`, { body: change });
}

export function deleteClass(projectId: number, classId: number): Promise<null> {
  return request("DELETE", `projects/${projectId}/classes/${classId}/`);
}

export const membersKey = (projectId: number) => ["project", projectId, "members"] as const;

export function useMembers(projectId: number) {
  return useQuery({
    queryKey: membersKey(projectId),
    queryFn: ({ signal }) => request<Member[]>("GET", `projects/${projectId}/members/`, { signal }),
  });
}

export function addMember(projectId: number, username: string, role: Role): Promise<Member> {
  return request("POST", `projects/${projectId}/members/`, { body: { username, role } });
}

export function changeRole(projectId: number, userId: number, role: Role): Promise<Member> {
  return request("PATCH", `projects/${projectId}/members/${userId}/`, { body: { role } });
}

export function removeMember(projectId: number, userId: number): Promise<null> {
  return request("DELETE", `projects/${projectId}/members/${userId}/`);
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
