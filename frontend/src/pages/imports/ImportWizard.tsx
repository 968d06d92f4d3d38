/** One upload on its way through the steps; the steps share what was chosen about its classes. */
import { useQueryClient } from "@tanstack/react-query";
import { Compass } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { ApiError } from "../../api/client";
import { isActive } from "../../api/jobs";
import { discardImport, importsKey, useImport } from "../../api/imports";
import { useClasses } from "../../api/projects";
import type { DatasetImport, LabelClass, Project } from "../../api/types";
import { Loading } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { fileSize } from "../shell/amounts";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { LoadError } from "../shell/Shell";
import { ClassesStep } from "./ClassesStep";
import { ContentsStep } from "./ContentsStep";
import styles from "./Imports.module.css";
import { PreviewStep } from "./PreviewStep";
import { RunStep } from "./RunStep";
import { StepBar } from "./StepBar";
import { furthest, shownStep, type Step, stepHref, steps } from "./steps";
import { useChoices } from "./useChoices";

export interface ImportWizardProps {
  project: Project;
  importId: number;
  step: string | undefined;
}

export function ImportWizard({ project, importId, step }: ImportWizardProps) {
  const { t } = useTranslation();
  const row = useImport(importId);
  const classes = useClasses(project.id);
  const isGone =
    (row.error instanceof ApiError && row.error.status === 404) ||
    (row.data !== undefined && row.data.project !== project.id);
  if (isGone) {
    return (
      <EmptyState
        icon={Compass}
        title={t("imports.gone")}
        actions={
          <LinkButton href={stepHref(project.id, null, "file")}>{t("imports.again")}</LinkButton>
        }
      >
        {t("imports.goneText")}
      </EmptyState>
    );
  }
  if (row.isError) return <LoadError error={row.error} onRetry={() => void row.refetch()} />;
  if (classes.isError) {
    return <LoadError error={classes.error} onRetry={() => void classes.refetch()} />;
  }
  if (!row.data || !classes.data) return <Loading label={t("ui.loading")} />;
  return <Steps project={project} row={row.data} classes={classes.data} wanted={step} />;
}

interface StepsProps {
  project: Project;
  row: DatasetImport;
  classes: readonly LabelClass[];
  wanted: string | undefined;
}

function Steps({ project, row, classes, wanted }: StepsProps) {
  const current = shownStep(row, wanted);
  const choices = useChoices(row);
  const top = useFocusAtStep(current);
  const isOver = row.imported_at !== null || (row.run !== null && isActive(row.run.state));
  const hrefOf = (step: Step): string | null => {
    if (isOver || steps.indexOf(step) > steps.indexOf(furthest(row))) return null;
    return stepHref(project.id, row.id, step);
  };
  return (
    <>
      <div ref={top} tabIndex={-1} className={styles.stepTop}>
        <StepBar current={current} hrefOf={hrefOf} />
      </div>
      <UploadLine project={project} row={row} canDiscard={!isOver} />
      {current === "contents" && <ContentsStep row={row} />}
      {current === "classes" && <ClassesStep row={row} classes={classes} choices={choices} />}
      {current === "preview" && <PreviewStep row={row} classes={classes} choices={choices} />}
      {current === "import" && <RunStep project={project} row={row} choices={choices} />}
    </>
  );
}

/** A step begins at its top: what had the focus before is gone with the step before. */
function useFocusAtStep(step: Step) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) top.current?.focus();
  }, [step]);
  return top;
}

function UploadLine({
  project,
  row,
  canDiscard,
}: {
  project: Project;
  row: DatasetImport;
  canDiscard: boolean;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles.uploadLine}>
      <strong>{row.file_name}</strong>
      <span className={styles.muted}>{fileSize(row.byte_size)}</span>
      {canDiscard && (
        <Button size="small" variant="quiet" onPress={() => setAsking(true)}>
          {t("imports.discard.button")}
        </Button>
      )}
      <ConfirmDialog
        title={t("imports.discard.title")}
        isOpen={isAsking}
        confirmLabel={t("imports.discard.confirm")}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await discardImport(row.id);
          await client.invalidateQueries({ queryKey: importsKey(project.id) });
          navigate(stepHref(project.id, null, "file"));
        }}
      >
        {t("imports.discard.text", { name: row.file_name })}
      </ConfirmDialog>
    </div>
  );
}
