/** Where a project's models are trained, watched, and set to work. */
import { BrainCircuit } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole, useClasses } from "../../api/projects";
import { useModels, useTrainingRuns } from "../../api/training";
import type { ModelVersion, Project } from "../../api/types";
import { Loading } from "../../ui/Badge";
import { EmptyState } from "../../ui/EmptyState";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { PredictButton } from "./PredictButton";
import { RunList } from "./RunList";
import { RunView } from "./RunView";
import { StartForm } from "./StartForm";
import styles from "./Training.module.css";

export function TrainingPage({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("training.title")}>
      {(project) => <Training project={project} />}
    </ProjectGate>
  );
}

function Training({ project }: { project: Project }) {
  const { t } = useTranslation();
  const runs = useTrainingRuns(project.id);
  const models = useModels(project.id);
  const classes = useClasses(project.id);
  const [chosen, setChosen] = useState<number | null>(null);
  const [startFrom, setStartFrom] = useState<ModelVersion | null>(null);
  const run = runs.data?.find((each) => each.id === chosen) ?? runs.data?.[0];
  const newest = models.data?.[0];
  const canTrain = hasRole(project.role, "manager");
  const ready = project.state_counts.submitted + project.state_counts.approved;
  return (
    <>
      <div className={page.titleRow}>
        <h1>{t("training.title")}</h1>
        {canTrain && newest && <PredictButton project={project} model={newest} />}
      </div>
      {runs.isError && <LoadError error={runs.error} onRetry={() => void runs.refetch()} />}
      <div className={styles.layout}>
        <div className={styles.side}>
          {canTrain && (
            <StartForm
              // Another model to start from resets the form.
              key={startFrom?.id ?? "new"}
              projectId={project.id}
              hasWeakLabels={project.has_weak_labels}
              models={models.data ?? []}
              startFrom={startFrom}
              numReady={ready}
              onStarted={(started) => {
                setChosen(started.id);
                setStartFrom(null);
              }}
            />
          )}
          {runs.data && runs.data.length > 0 && (
            <RunList runs={runs.data} selected={run?.id ?? null} onSelect={setChosen} />
          )}
        </div>
        <div className={styles.detail}>
          {runs.isPending && <Loading label={t("ui.loading")} />}
          {runs.data?.length === 0 && (
            <EmptyState icon={BrainCircuit} title={t("training.emptyTitle")}>
              {ready === 0 ? t("training.emptyNoImages") : t("training.empty", { count: ready })}
            </EmptyState>
          )}
          {run && (
            <RunView
              key={run.id}
              run={run}
              classes={classes.data ?? []}
              models={models.data ?? []}
              onRetrain={canTrain ? setStartFrom : null}
            />
          )}
        </div>
      </div>
    </>
  );
}
