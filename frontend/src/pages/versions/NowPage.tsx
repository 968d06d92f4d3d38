/** The dataset as it is now: what a version made of it would hold. */
import { useQueryClient } from "@tanstack/react-query";
import { Calculator } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isActive, useJob } from "../../api/jobs";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import { countNow, type ImageChoice, type Statistics, useImageCounts } from "../../api/versions";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { percent } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { JobProgress } from "../shell/JobStatus";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { long, takenBy, totals } from "./figures";
import { ImageChoiceFields } from "./ImageChoiceFields";
import { StatisticsView } from "./StatisticsView";
import { BackToVersions, Fact } from "./VersionPage";
import styles from "./Versions.module.css";

export function NowPage({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("versions.now")}>
      {(project) => <Now project={project} />}
    </ProjectGate>
  );
}

function Now({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const counts = useImageCounts(project.id);
  const [choice, setChoice] = useState<ImageChoice>({
    states: ["submitted", "approved"],
    splits: null,
  });
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const job = useJob<{ statistics: Statistics }>(jobId);
  const { taken } = takenBy(counts.data ?? [], choice);
  const isCounting = job.data ? isActive(job.data.state) : jobId !== null;
  const count = async () => {
    setError(null);
    try {
      setJobId((await countNow(project.id, choice)).id);
      void client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
    } catch (failure) {
      setError(errorText(failure));
    }
  };
  return (
    <div className={page.stack}>
      <BackToVersions projectId={project.id} />
      <div>
        <h1>{t("versions.now")}</h1>
        <p className={page.lede}>{t("versions.nowHint")}</p>
      </div>
      {counts.isError && <LoadError error={counts.error} onRetry={() => void counts.refetch()} />}
      {counts.data && (
        <div className={styles.form}>
          <ImageChoiceFields counts={counts.data} choice={choice} onChange={setChoice} />
          <div className={page.row}>
            {hasRole(project.role, "reviewer") && (
              <Button
                variant="primary"
                icon={<Calculator aria-hidden />}
                isPending={isCounting}
                isDisabled={taken === 0}
                onPress={() => void count()}
              >
                {t("versions.detail.count")}
              </Button>
            )}
            <span className={page.muted}>
              {taken === 0
                ? t("versions.newDialog.nothing")
                : t("versions.imagesOf", { count: taken })}
            </span>
          </div>
        </div>
      )}
      {error !== null && <Notice tone="danger">{error}</Notice>}
      {job.data && job.data.state !== "done" && <JobProgress job={job.data} />}
      {job.data?.result && <Result statistics={job.data.result.statistics} />}
    </div>
  );
}

function Result({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const sums = totals(statistics);
  return (
    <>
      <dl className={styles.figures}>
        <Fact term={t("versions.images")}>{long(sums.num_images)}</Fact>
        <Fact term={t("versions.detail.segments")}>{long(sums.num_segments)}</Fact>
        <Fact term={t("versions.detail.unlabelled")} hint={t("versions.detail.unlabelledHint")}>
          {percent(sums.unlabelled)}
        </Fact>
      </dl>
      <StatisticsView statistics={statistics} />
    </>
  );
}
