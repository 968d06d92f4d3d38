/** Datasets out: choose a format, see what was written before, download. */
import { Package } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearch } from "wouter";
import { useExports, useFormats } from "../../api/exports";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import { Loading } from "../../ui/Badge";
import { EmptyState } from "../../ui/EmptyState";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { versionIn } from "./draft";
import { ExportForm } from "./ExportForm";
import { ExportList } from "./ExportList";

export function ExportsPage({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("exports.title")}>
      {(project) => <Exports project={project} />}
    </ProjectGate>
  );
}

function Exports({ project }: { project: Project }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const exports = useExports(project.id);
  const version = versionIn(useSearch());
  const written = useRef<HTMLDivElement>(null);
  const [numStarted, setNumStarted] = useState(0);
  // The list is below the form, often outside the window: whoever starts one sees it begin.
  useEffect(() => {
    if (numStarted > 0) written.current?.scrollIntoView({ block: "nearest" });
  }, [numStarted]);
  return (
    <div className={page.stack}>
      <div>
        <h1>{t("exports.title")}</h1>
        <p className={page.lede}>{t("exports.lede")}</p>
      </div>
      {formats.isError && (
        <LoadError error={formats.error} onRetry={() => void formats.refetch()} />
      )}
      {formats.isPending && <Loading label={t("ui.loading")} />}
      {formats.data && hasRole(project.role, "reviewer") && (
        <ExportForm
          key={version}
          project={project}
          formats={formats.data.filter((format) => format.can_export)}
          version={version}
          onStarted={() => setNumStarted((count) => count + 1)}
        />
      )}
      {exports.isError && (
        <LoadError error={exports.error} onRetry={() => void exports.refetch()} />
      )}
      {exports.data?.length === 0 && (
        <EmptyState icon={Package} title={t("exports.emptyTitle")}>
          {t("exports.empty")}
        </EmptyState>
      )}
      {exports.data && exports.data.length > 0 && (
        <div ref={written}>
          <ExportList project={project} exports={exports.data} formats={formats.data ?? []} />
        </div>
      )}
    </div>
  );
}
