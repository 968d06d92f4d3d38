/** The last step: as what the segments come in; then how the import goes, and what came of it. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeImport, importKey, runImport } from "../../api/imports";
import { cancelJob, isActive } from "../../api/jobs";
import type { DatasetImport, Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { RadioCards } from "../../ui/Choice";
import { Select } from "../../ui/Select";
import { errorText } from "../shell/errorText";
import { summary } from "./choices";
import { ImportDone } from "./ImportDone";
import styles from "./Imports.module.css";
import { JobBar } from "./JobBar";
import { stepHref } from "./steps";
import type { Choices } from "./useChoices";

export interface RunStepProps {
  project: Project;
  row: DatasetImport;
  choices: Choices;
}

export function RunStep({ project, row, choices }: RunStepProps) {
  const { t } = useTranslation();
  useRefreshAfter(project.id, row);
  if (row.imported_at !== null) return <ImportDone project={project} row={row} />;
  if (row.run !== null && isActive(row.run.state)) {
    const { run } = row;
    return (
      <section className={styles.panel}>
        <JobBar job={run} label={t("imports.states.importing")} />
        <div className={styles.running}>
          <Button isDisabled={run.cancel_requested} onPress={() => void cancelJob(run.id)}>
            {t(run.cancel_requested ? "jobs.states.stopping" : "imports.run.cancel")}
          </Button>
          <span className={styles.muted}>{t("imports.run.leave")}</span>
        </div>
      </section>
    );
  }
  return <RunForm row={row} choices={choices} />;
}

/** When an import ends, all that the project shows is out of date. */
function useRefreshAfter(projectId: number, row: DatasetImport): void {
  const client = useQueryClient();
  const wasDone = useRef(row.imported_at !== null);
  useEffect(() => {
    const isDone = row.imported_at !== null;
    if (isDone && !wasDone.current) {
      void client.invalidateQueries({ queryKey: ["project", projectId] });
      void client.invalidateQueries({ queryKey: ["projects"] });
    }
    wasDone.current = isDone;
  }, [client, projectId, row.imported_at]);
}

type Use = Pick<DatasetImport, "segments_as" | "split">;

function RunForm({ row, choices }: { row: DatasetImport; choices: Choices }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const [use, setUse] = useState<Use>({ segments_as: row.segments_as, split: row.split });
  const { findings } = row;
  if (!findings) return null;
  const sums = summary(choices.all, findings.classes);
  const change = async (part: Partial<Use>) => {
    setError(null);
    // Shown at once; what the server answers is what counts.
    setUse((current) => ({ ...current, ...part }));
    try {
      client.setQueryData(importKey(row.id), await changeImport(row.id, part));
    } catch (failure) {
      setUse({ segments_as: row.segments_as, split: row.split });
      setError(errorText(failure));
    }
  };
  const start = async () => {
    setPending(true);
    setError(null);
    try {
      // Who came here by the address has not passed the step that keeps the choices.
      if (await choices.save()) {
        // What was chosen a moment ago may still be on its way.
        await changeImport(row.id, use);
        await runImport(row.id);
        await client.invalidateQueries({ queryKey: importKey(row.id) });
      }
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setPending(false);
    }
  };
  const num = findings.num_images - findings.num_refused;
  const problem = error ?? choices.error?.message ?? null;
  return (
    <>
      <LastRun row={row} />
      <section className={styles.panel}>
        <p>
          <strong>
            {t("imports.run.summary", {
              images: t("imports.contents.images", { count: num }),
              segments: t("imports.contents.segments", {
                count: findings.num_segments - sums.droppedSegments,
              }),
              classes: t("imports.contents.classes", { count: sums.merged + sums.added }),
            })}
          </strong>
          {sums.droppedSegments > 0 && (
            <span className={styles.muted}>
              {" "}
              · {t("imports.run.left", { count: sums.droppedSegments })}
            </span>
          )}
        </p>
        <RadioCards
          label={t("imports.run.as")}
          value={use.segments_as}
          onChange={(segments_as) => void change({ segments_as })}
          options={(["annotations", "suggestions"] as const).map((value) => ({
            value,
            title: t(`imports.run.${value}`),
            description: t(`imports.run.${value}Explained`),
          }))}
        />
        {findings.num_annotated > 0 && use.segments_as === "annotations" && (
          <Notice tone="warning">
            {t("imports.run.annotated", { count: findings.num_annotated })}
          </Notice>
        )}
        <div className={styles.formatField}>
          <Select
            label={t("imports.run.split")}
            value={use.split ?? "none"}
            onChange={(split) => void change({ split: split === "none" ? null : split })}
            options={(["none", "train", "val", "test"] as const).map((value) => ({
              value,
              label: value === "none" ? t("imports.run.fileSplit") : t(`splits.${value}`),
            }))}
          />
        </div>
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
      </section>
      <div className={styles.foot}>
        <LinkButton href={stepHref(row.project, row.id, "preview")}>{t("imports.back")}</LinkButton>
        <Button
          variant="primary"
          isPending={isPending}
          isDisabled={num <= 0}
          onPress={() => void start()}
        >
          {t("imports.run.start", { count: num })}
        </Button>
      </div>
    </>
  );
}

/** Why the last try did not bring it in. */
function LastRun({ row }: { row: DatasetImport }) {
  const { t } = useTranslation();
  if (row.run?.state === "failed") {
    return (
      <Notice tone="danger">
        {row.run.error} {t("imports.run.failedNote")}
      </Notice>
    );
  }
  if (row.run?.state === "cancelled") {
    return <Notice tone="warning">{t("imports.run.cancelled")}</Notice>;
  }
  return null;
}
