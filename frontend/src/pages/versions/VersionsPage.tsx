/** The versions of a dataset: what was frozen when, and the next one. */
import { GitCommitVertical, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import { useVersions } from "../../api/versions";
import { Loading } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { LoadMore } from "../shell/LoadMore";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { versionHref } from "./addresses";
import { NewVersionDialog } from "./NewVersionDialog";
import { VersionList } from "./VersionList";

export function VersionsPage({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("versions.title")}>
      {(project) => <Versions project={project} />}
    </ProjectGate>
  );
}

function Versions({ project }: { project: Project }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const versions = useVersions(project.id);
  const [isMaking, setMaking] = useState(false);
  const canMake = hasRole(project.role, "reviewer");
  const make = (
    <Button variant="primary" icon={<Plus aria-hidden />} onPress={() => setMaking(true)}>
      {t("versions.new")}
    </Button>
  );
  const now = (
    <LinkButton href={versionHref(project.id, "now")}>{t("versions.lookAtNow")}</LinkButton>
  );
  const isEmpty = versions.rows?.length === 0;
  return (
    <div className={page.stack}>
      <div className={page.titleRow}>
        <div>
          <h1>{t("versions.title")}</h1>
          <p className={page.lede}>{t("versions.lede")}</p>
        </div>
        {!isEmpty && now}
        {!isEmpty && canMake && make}
      </div>
      {versions.isPending && <Loading label={t("ui.loading")} />}
      {versions.isError && (
        <LoadError error={versions.error} onRetry={() => void versions.refetch()} />
      )}
      {isEmpty && (
        <EmptyState
          icon={GitCommitVertical}
          title={t("versions.emptyTitle")}
          actions={
            <>
              {canMake && make}
              {now}
            </>
          }
        >
          {t("versions.empty")}
        </EmptyState>
      )}
      {versions.rows && versions.rows.length > 0 && (
        <VersionList project={project} versions={versions.rows} />
      )}
      <LoadMore query={versions} />
      {isMaking && (
        <NewVersionDialog
          project={project}
          onClose={() => setMaking(false)}
          onMade={(version) => navigate(versionHref(project.id, version.id))}
        />
      )}
    </div>
  );
}
