/** Changes that are being applied or undone: how far, and the way to stop them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cancelJob } from "../../../../api/jobs";
import type { LabelClass, Surgery } from "../../../../api/types";
import { Button } from "../../../../ui/Button";
import { notify } from "../../../../ui/Toast";
import { errorText } from "../../../shell/errorText";
import { JobProgress } from "../../../shell/JobStatus";
import styles from "./Surgery.module.css";
import { namer, summaryOf } from "./words";

export interface RunningPanelProps {
  surgery: Surgery;
  rows: readonly LabelClass[];
  onChanged: () => void;
}

export function RunningPanel({ surgery, rows, onChanged }: RunningPanelProps) {
  const { t } = useTranslation();
  const { job } = surgery;
  const [isAsked, setAsked] = useState(false);
  const isStopping = isAsked || job.cancel_requested;
  const cancel = async () => {
    setAsked(true);
    try {
      await cancelJob(job.id);
      onChanged();
    } catch (error) {
      setAsked(false);
      notify({
        title: t("classSurgery.running.cancelFailed"),
        description: errorText(error),
        tone: "danger",
      });
    }
  };
  return (
    <div className={styles.running} data-testid="surgery-running">
      <strong>
        {t(
          surgery.undo_of === null ? "classSurgery.running.title" : "classSurgery.running.undoing",
        )}
      </strong>
      {surgery.undo_of === null && <p>{summaryOf(t, surgery, namer(t, rows))}</p>}
      <JobProgress job={job} />
      {isStopping ? (
        <p role="status">{t("classSurgery.running.stopping")}</p>
      ) : (
        <div className={styles.buttons}>
          <Button onPress={() => void cancel()}>{t("classSurgery.running.cancel")}</Button>
          <span className={styles.hint}>{t("classSurgery.running.cancelHint")}</span>
        </div>
      )}
    </div>
  );
}
