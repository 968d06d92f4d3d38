/** Batches that were applied before, each with its way back. */
import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isOpen, stateOf } from "../../../../api/classSurgery";
import type { LabelClass, Surgery } from "../../../../api/types";
import { Badge, type Tone } from "../../../../ui/Badge";
import { Button } from "../../../../ui/Button";
import { moment } from "../../../shell/amounts";
import styles from "./Surgery.module.css";
import { extent, namer, summaryOf } from "./words";

const tones: Record<Surgery["state"], Tone> = {
  waiting: "neutral",
  applying: "accent",
  applied: "success",
  rolled_back: "warning",
  undone: "neutral",
};

export interface EarlierChangesProps {
  surgeries: readonly Surgery[];
  rows: readonly LabelClass[];
  /** Null: this person may not. */
  onUndo: ((surgery: Surgery) => void) | null;
  isLocked: boolean;
}

export function EarlierChanges({ surgeries, rows, onUndo, isLocked }: EarlierChangesProps) {
  const { t } = useTranslation();
  const ended = surgeries.filter((each) => !isOpen(each));
  return (
    <section className={styles.earlier} aria-labelledby="earlier-changes">
      <h2 id="earlier-changes">{t("classSurgery.earlier.title")}</h2>
      {ended.length === 0 && <p className={styles.hint}>{t("classSurgery.earlier.none")}</p>}
      <ul>
        {ended.map((surgery) => (
          <li key={surgery.id} data-state={surgery.state}>
            <Entry surgery={surgery} surgeries={surgeries} rows={rows} />
            {onUndo !== null && surgery.state === "applied" && (
              <Button
                size="small"
                icon={<Undo2 aria-hidden />}
                isDisabled={isLocked}
                onPress={() => onUndo(surgery)}
              >
                {t(
                  surgery.undo_of === null
                    ? "classSurgery.earlier.undo"
                    : "classSurgery.earlier.redo",
                )}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  surgery: Surgery;
  surgeries: readonly Surgery[];
  rows: readonly LabelClass[];
}

/** The result of the job, where it came to its end. */
interface Counts {
  num_segments: number;
  num_images: number;
}

function Entry({ surgery, surgeries, rows }: EntryProps) {
  const { t } = useTranslation();
  const { undo_of, job, requested_by, created_at } = surgery;
  const state = stateOf(surgery);
  const undone = surgeries.find(({ id }) => id === undo_of);
  const counts = job.result as Counts | null;
  return (
    <div className={styles.entry}>
      <span>
        <Badge tone={tones[state]}>{t(`classSurgery.earlier.states.${state}`)}</Badge>{" "}
        {undo_of === null
          ? summaryOf(t, surgery, namer(t, rows))
          : t("classSurgery.earlier.undoOf", {
              when: undone === undefined ? "" : moment(undone.created_at),
            })}
      </span>
      <span className={styles.hint}>
        {t("classSurgery.earlier.by", {
          who: requested_by ?? t("classSurgery.earlier.somebody"),
          when: moment(created_at),
        })}
        {state !== "rolled_back" &&
          counts !== null &&
          counts.num_segments > 0 &&
          ` · ${extent(t, counts.num_segments, counts.num_images)}`}
        {job.state === "failed" && ` · ${job.error}`}
      </span>
    </div>
  );
}
