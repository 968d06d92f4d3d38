/** The runs of a project, newest first; one is shown. */
import { useTranslation } from "react-i18next";
import type { TrainingRun } from "../../api/types";
import { moment, percent } from "../shell/amounts";
import { JobStateBadge } from "../shell/JobStatus";
import styles from "./Training.module.css";

export interface RunListProps {
  runs: readonly TrainingRun[];
  selected: number | null;
  onSelect: (id: number) => void;
}

export function RunList({ runs, selected, onSelect }: RunListProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.runs} aria-label={t("training.runs")}>
      <h2>{t("training.runs")}</h2>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className={styles.run}
              aria-pressed={run.id === selected}
              onClick={() => onSelect(run.id)}
            >
              <span className={styles.runTitle}>
                {t("training.runNumber", { number: run.number })}
                <JobStateBadge job={run.job} />
              </span>
              <span className={styles.runFacts}>
                <span>
                  {run.config.encoder} · {moment(run.created_at)}
                </span>
                <span>{percent(run.model?.metrics.miou ?? run.latest?.miou)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
