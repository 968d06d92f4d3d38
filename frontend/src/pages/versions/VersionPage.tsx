/** One version: what is in it, and what was made from it. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Calculator, GitCompare, PackagePlus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ApiError } from "../../api/client";
import { isActive } from "../../api/jobs";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import { recountVersion, useVersion, type Version, versionsKey } from "../../api/versions";
import { Loading, Notice } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { notify } from "../../ui/Toast";
import { moment, percent } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { JobProgress } from "../shell/JobStatus";
import page from "../shell/Page.module.css";
import { NotFoundNotice, ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { differenceHref, exportHref, versionsHref } from "./addresses";
import { long, totals } from "./figures";
import { MadeFrom } from "./MadeFrom";
import { StatisticsView } from "./StatisticsView";
import { VersionMenu } from "./VersionList";
import styles from "./Versions.module.css";

export function VersionPage({ projectId, versionId }: { projectId: number; versionId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("versions.title")}>
      {(project) => <Detail project={project} versionId={versionId} />}
    </ProjectGate>
  );
}

export function BackToVersions({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <Link href={versionsHref(projectId)} className={styles.back}>
      <ArrowLeft aria-hidden />
      {t("versions.back")}
    </Link>
  );
}

function Detail({ project, versionId }: { project: Project; versionId: number }) {
  const { t } = useTranslation();
  const query = useVersion(project.id, versionId);
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFoundNotice />;
  if (query.isError) {
    return <LoadError error={query.error} onRetry={() => void query.refetch()} />;
  }
  const version = query.data;
  if (!version) return <Loading label={t("ui.loading")} />;
  return (
    <div className={page.stack}>
      <BackToVersions projectId={project.id} />
      <div className={styles.titleRow}>
        <h1>{version.name}</h1>
        <LinkButton
          icon={<GitCompare aria-hidden />}
          href={differenceHref(project.id, version.id, null)}
        >
          {t("versions.compare")}
        </LinkButton>
        {hasRole(project.role, "reviewer") && (
          <>
            <LinkButton
              icon={<PackagePlus aria-hidden />}
              href={exportHref(project.id, version.id)}
            >
              {t("versions.export")}
            </LinkButton>
            <VersionMenu project={project} version={version} />
          </>
        )}
      </div>
      {version.notes !== "" && <p className={styles.notes}>{version.notes}</p>}
      <Facts version={version} />
      <Counted project={project} version={version} />
      <MadeFrom project={project} version={version} />
    </div>
  );
}

function Facts({ version }: { version: Version }) {
  const { t } = useTranslation();
  const sums = version.statistics === null ? null : totals(version.statistics);
  const when = moment(version.created_at);
  return (
    <dl className={styles.figures}>
      <Fact term={t("versions.images")}>
        {long(version.num_images)}
        {version.num_left_out > 0 && (
          <small>{t("versions.leftOut", { count: version.num_left_out })}</small>
        )}
      </Fact>
      <Fact term={t("versions.detail.segments")}>{sums ? long(sums.num_segments) : "–"}</Fact>
      <Fact term={t("versions.detail.unlabelled")} hint={t("versions.detail.unlabelledHint")}>
        {percent(sums?.unlabelled)}
      </Fact>
      <Fact term={t("versions.detail.taken")}>
        {when}
        {version.created_by !== null && <small>{version.created_by}</small>}
      </Fact>
      <Fact term={t("versions.detail.states")}>
        {version.states.map((state) => t(`states.${state}`)).join(", ")}
        <small>
          {version.splits === null
            ? t("versions.allSplits")
            : version.splits.map((split) => t(`splits.${split}`)).join(", ")}
        </small>
      </Fact>
      <Fact term={t("versions.detail.hash")}>
        <code title={version.hash}>{version.hash.slice(0, 12)}</code>
      </Fact>
    </dl>
  );
}

export function Fact({
  term,
  hint,
  children,
}: {
  term: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div title={hint}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The statistics, or how far their counting is. */
function Counted({ project, version }: { project: Project; version: Version }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const job = version.statistics_job;
  const count = async () => {
    try {
      await recountVersion(version.id);
      await client.invalidateQueries({ queryKey: versionsKey(project.id) });
    } catch (error) {
      notify({ title: t("versions.detail.count"), description: errorText(error), tone: "danger" });
    }
  };
  if (job && isActive(job.state)) return <JobProgress job={job} />;
  if (version.statistics !== null) return <StatisticsView statistics={version.statistics} />;
  return (
    <Notice
      tone={job?.state === "failed" ? "danger" : "neutral"}
      action={
        hasRole(project.role, "reviewer") && (
          <Button size="small" icon={<Calculator aria-hidden />} onPress={() => void count()}>
            {t("versions.detail.count")}
          </Button>
        )
      }
    >
      {job?.state === "failed"
        ? t("versions.detail.countFailed", { error: job.error })
        : t("versions.detail.notCounted")}
    </Notice>
  );
}
