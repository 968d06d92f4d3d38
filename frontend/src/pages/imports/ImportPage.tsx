/** Datasets in, step by step; each step has an address, and what was done is on the server. */
import { useTranslation } from "react-i18next";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { FileStep } from "./FileStep";
import { ImportWizard } from "./ImportWizard";

export interface ImportPageProps {
  projectId: number;
  importId: number | null;
  step?: string;
}

export function ImportPage({ projectId, importId, step }: ImportPageProps) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("imports.title")}>
      {(project) => <ImportSteps project={project} importId={importId} step={step} />}
    </ProjectGate>
  );
}

function ImportSteps({
  project,
  importId,
  step,
}: {
  project: Project;
  importId: number | null;
  step: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <div className={page.stack}>
      <div>
        <h1>{t("imports.title")}</h1>
        <p className={page.lede}>{t("imports.lede")}</p>
      </div>
      {!hasRole(project.role, "manager") ? (
        <Notice tone="warning">{t("imports.forbidden")}</Notice>
      ) : importId === null ? (
        <FileStep project={project} />
      ) : (
        <ImportWizard key={importId} project={project} importId={importId} step={step} />
      )}
    </div>
  );
}
