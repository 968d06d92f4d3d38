/** The newest model fills images without annotations with suggestions. */
import { useQueryClient } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isActive, jobFraction, useJob, useJobs } from "../../api/jobs";
import { startPrediction } from "../../api/training";
import type { ModelVersion, Project } from "../../api/types";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/ProgressBar";
import { notify } from "../../ui/Toast";
import { errorText } from "../shell/errorText";
import styles from "./Training.module.css";

export function PredictButton({ project, model }: { project: Project; model: ModelVersion }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [started, setStarted] = useState<string | null>(null);
  const jobs = useJobs(project.id).rows;
  // One that was started before this page was opened shows as well.
  const going = jobs?.find((each) => each.kind === "predict" && isActive(each.state));
  const jobId = started ?? going?.id ?? null;
  const [isPending, setPending] = useState(false);
  const job = useJob(jobId, (ended) => {
    setStarted(null);
    void client.invalidateQueries({ queryKey: ["project", project.id] });
    if (ended.state === "done") {
      notify({
        title: t("training.predicted"),
        description: t("training.predictedHint"),
        tone: "success",
      });
    } else if (ended.state === "failed") {
      notify({ title: t("training.predictFailed"), description: ended.error, tone: "danger" });
    }
  }).data;
  const start = async () => {
    setPending(true);
    try {
      setStarted((await startPrediction(project.id, model.id)).id);
      void client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
    } catch (error) {
      notify({
        title: t("training.predictFailed"),
        description: errorText(error),
        tone: "danger",
      });
    } finally {
      setPending(false);
    }
  };
  if (jobId !== null) {
    return (
      <div className={styles.predicting}>
        <ProgressBar
          label={t("training.predicting")}
          fraction={job ? jobFraction(job) : null}
          status={job && job.total > 0 ? t("jobs.of", { done: job.done, total: job.total }) : ""}
        />
      </div>
    );
  }
  return (
    <Button icon={<Sparkles aria-hidden />} isPending={isPending} onPress={() => void start()}>
      {t("training.predict", { number: model.number })}
    </Button>
  );
}
