/** What all pages of a project share: its record, or why that cannot be shown. */
import { Compass } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { useProject } from "../../api/projects";
import type { Project } from "../../api/types";
import { Loading } from "../../ui/Badge";
import { LinkButton } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { LoadError, Shell } from "./Shell";

export interface ProjectGateProps {
  projectId: number;
  /** For the browser's title bar; the project's name where it is absent. */
  title?: string;
  children: (project: Project) => ReactNode;
}

export function ProjectGate({ projectId, title, children }: ProjectGateProps) {
  const { t } = useTranslation();
  const project = useProject(projectId);
  if (project.error instanceof ApiError && project.error.status === 404) {
    return (
      <Shell title={t("notFound.title")}>
        <NotFoundNotice>{t("notFound.project")}</NotFoundNotice>
      </Shell>
    );
  }
  return (
    <Shell title={title ?? project.data?.name ?? t("projects.title")} projectId={projectId}>
      {project.data ? (
        children(project.data)
      ) : project.isError ? (
        <LoadError error={project.error} onRetry={() => void project.refetch()} />
      ) : (
        <Loading label={t("ui.loading")} />
      )}
    </Shell>
  );
}

export function NotFoundNotice({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={Compass}
      title={t("notFound.title")}
      level={1}
      actions={<LinkButton href="/">{t("notFound.toProjects")}</LinkButton>}
    >
      {children}
    </EmptyState>
  );
}
