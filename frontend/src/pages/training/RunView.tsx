/** One run: how far it is, its curves, what it learned per class, the model it made. */
import type { TFunction } from "i18next";
import { useQueryClient } from "@tanstack/react-query";
import { RefreshCw, Square } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cancelJob, isActive } from "../../api/jobs";
import { useRunMetrics } from "../../api/training";
import type { LabelClass, MetricsLine, ModelVersion, TrainingRun } from "../../api/types";
import { Badge, Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Chart } from "../../ui/Chart";
import { notify } from "../../ui/Toast";
import { percent } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { JobProgress, JobStateBadge, JobTime } from "../shell/JobStatus";
import { ClassIouTable, classIous } from "./ClassIouTable";
import { runCurves, runFacts } from "./curves";
import styles from "./Training.module.css";

export interface RunViewProps {
  run: TrainingRun;
  classes: readonly LabelClass[];
  models: readonly ModelVersion[];
  /** Null for those who may not train. */
  onRetrain: ((model: ModelVersion) => void) | null;
}

export function RunView({ run, classes, models, onRetrain }: RunViewProps) {
  const { t } = useTranslation();
  const metrics = useRunMetrics(run);
  const lines = useMemo(() => metrics.data?.lines ?? [], [metrics.data]);
  const facts = useMemo(() => runFacts(lines), [lines]);
  const ious = classIous(run.model, facts.lastEpoch, classes);
  return (
    <article
      className={styles.runView}
      aria-label={t("training.runNumber", { number: run.number })}
    >
      <RunHead run={run} onRetrain={onRetrain} />
      {isActive(run.job.state) && <JobProgress job={run.job} />}
      {run.job.state === "failed" && <Notice tone="danger">{run.job.error}</Notice>}
      <dl className={styles.facts}>
        <Fact term={t("training.miou")}>{percent(run.model?.metrics.miou ?? facts.bestMiou)}</Fact>
        <Fact term={t("training.accuracy")}>
          {percent(run.model?.metrics.pixel_accuracy ?? facts.lastEpoch?.pixel_accuracy)}
        </Fact>
        <Fact term={t("training.epoch")}>
          {facts.lastEpoch?.epoch ?? 0} / {run.config.epochs}
        </Fact>
        <Fact term={t("training.images")}>{run.snapshot.num_images}</Fact>
        <Fact term={t("training.device")}>{facts.start?.device ?? "–"}</Fact>
        <Fact term={t("jobs.took")}>
          <JobTime job={run.job} />
        </Fact>
        <Fact term={t("training.startedFrom")}>{startOf(run, models, t)}</Fact>
        <Fact term={t("training.snapshot")}>
          <code title={run.snapshot.hash}>{run.snapshot.hash.slice(0, 10)}</code>
        </Fact>
      </dl>
      <Curves lines={lines} xMax={facts.start?.steps_total ?? 0} />
      {ious.length > 0 && <ClassIouTable rows={ious} />}
    </article>
  );
}

function startOf(run: TrainingRun, models: readonly ModelVersion[], t: TFunction): string {
  if (run.init_from === null) return t("training.fromScratch");
  const model = models.find((each) => each.id === run.init_from);
  return model ? t("training.modelNumber", { number: model.number }) : "–";
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RunHead({ run, onRetrain }: Pick<RunViewProps, "run" | "onRetrain">) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { model } = run;
  const cancel = async () => {
    try {
      await cancelJob(run.job.id);
      await client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[2] === "training-runs" || queryKey[2] === "jobs",
      });
    } catch (error) {
      notify({ title: t("jobs.cancelFailed"), description: errorText(error), tone: "danger" });
    }
  };
  return (
    <header className={styles.runHead}>
      <h2>{t("training.runNumber", { number: run.number })}</h2>
      <JobStateBadge job={run.job} />
      {model && <Badge tone="success">{t("training.madeModel", { number: model.number })}</Badge>}
      <span className={styles.config}>
        {run.config.architecture} · {run.config.encoder} · {run.config.crop_size_px} px
      </span>
      {isActive(run.job.state) && (
        <Button
          size="small"
          icon={<Square aria-hidden />}
          isDisabled={run.job.cancel_requested}
          onPress={() => void cancel()}
        >
          {t("jobs.cancel")}
        </Button>
      )}
      {model && onRetrain && (
        <Button size="small" icon={<RefreshCw aria-hidden />} onPress={() => onRetrain(model)}>
          {t("training.retrain")}
        </Button>
      )}
    </header>
  );
}

function Curves({ lines, xMax }: { lines: readonly MetricsLine[]; xMax: number }) {
  const { t } = useTranslation();
  const curves = useMemo(() => runCurves(lines), [lines]);
  const lastMiou = curves.miou.at(-1)?.[1];
  const lastLoss = curves.loss.at(-1)?.[1];
  return (
    <div className={styles.curves}>
      <section>
        <h3>{t("training.loss")}</h3>
        <Chart
          label={t("training.lossChart", { loss: lastLoss?.toFixed(3) ?? "–" })}
          xLabel={t("training.step")}
          heightPx={210}
          xMax={xMax}
          formatY={(y) => y.toFixed(2)}
          curves={[
            { label: t("training.trainLoss"), colorToken: "--accent", points: curves.loss },
            {
              label: t("training.valLoss"),
              colorToken: "--warning",
              points: curves.valLoss,
              hasMarks: true,
            },
          ]}
        />
      </section>
      <section>
        <h3>{t("training.quality")}</h3>
        <Chart
          label={t("training.qualityChart", { miou: percent(lastMiou) })}
          xLabel={t("training.step")}
          heightPx={210}
          xMax={xMax}
          yMax={1}
          formatY={(y) => `${Math.round(y * 100)}%`}
          curves={[
            {
              label: t("training.miou"),
              colorToken: "--success",
              points: curves.miou,
              hasMarks: true,
            },
            {
              label: t("training.accuracy"),
              colorToken: "--text-muted",
              points: curves.pixelAccuracy,
              hasMarks: true,
            },
          ]}
        />
      </section>
    </div>
  );
}
