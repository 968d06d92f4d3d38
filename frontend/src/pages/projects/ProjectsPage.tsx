/** Every project that one may see. */
import { Layers, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useProjects } from "../../api/projects";
import { Loading } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { LoadMore } from "../shell/LoadMore";
import page from "../shell/Page.module.css";
import { LoadError, Shell } from "../shell/Shell";
import { CreateProjectDialog } from "./CreateProjectDialog";
import { ProjectCard } from "./ProjectCard";
import styles from "./Projects.module.css";

export function ProjectsPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const projects = useProjects();
  const [isCreating, setCreating] = useState(false);
  const create = (
    <Button variant="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {t("projects.new")}
    </Button>
  );
  const isEmpty = projects.rows?.length === 0;
  return (
    <Shell title={t("projects.title")}>
      <div className={page.titleRow}>
        <h1>{t("projects.title")}</h1>
        {!isEmpty && create}
      </div>
      {projects.isError && (
        <LoadError error={projects.error} onRetry={() => void projects.refetch()} />
      )}
      {projects.isPending && <Loading label={t("ui.loading")} />}
      {isEmpty && (
        <EmptyState icon={Layers} title={t("projects.emptyTitle")} actions={create}>
          {t("projects.empty")}
        </EmptyState>
      )}
      <div className={styles.grid}>
        {projects.rows?.map((project) => (
          <ProjectCard key={project.id} project={project} />
        ))}
      </div>
      <LoadMore query={projects} />
      {isCreating && (
        <CreateProjectDialog
          isOpen
          onClose={() => setCreating(false)}
          onCreated={(project) => navigate(`/projects/${project.id}`)}
        />
      )}
    </Shell>
  );
}
