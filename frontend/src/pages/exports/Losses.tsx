/** What the format will leave out of this export, said before it starts. */
import { useTranslation } from "react-i18next";
import type { ExportCheck, Format } from "../../api/types";
import { Loading, Notice } from "../../ui/Badge";
import { errorText } from "../shell/errorText";
import styles from "./Losses.module.css";

/** What leaves the masks and their classes as they are. */
const minor = new Set(["states", "class_table", "vertices", "unsplit", "jpeg", "scores"]);
/** What no format decides. */
const ofSelection = new Set(["left_out", "purged"]);
const splits = ["train", "val", "test", "none"] as const;

export interface LossesProps {
  format: Format;
  check: ExportCheck | undefined;
  error: unknown;
  /** The answer is of an earlier choice; the next one is on its way. */
  isStale: boolean;
}

export function Losses({ format, check, error, isStale }: LossesProps) {
  const { t } = useTranslation();
  if (error !== null) return <Notice tone="warning">{errorText(error)}</Notice>;
  // What another format loses would be read as if it were this one's.
  if (check?.format !== format.name) return <Loading label={t("exports.checking")} />;
  if (check.refused !== null) {
    return (
      <Notice tone="danger">
        <strong>{t("exports.refused", { format: format.title })}.</strong> {check.refused}
      </Notice>
    );
  }
  const ofFormat = check.losses.filter((loss) => !ofSelection.has(loss.kind));
  const selected = check.losses.filter((loss) => ofSelection.has(loss.kind));
  const ofChoices = [...check.chosen, ...selected.map((loss) => loss.text)];
  return (
    <section className={styles.losses} aria-busy={isStale} data-testid="losses">
      <Shares counts={check} />
      {ofFormat.length === 0 ? (
        <Notice tone="success">{t("exports.lossless", { format: format.title })}</Notice>
      ) : (
        <Notice tone={ofFormat.every((loss) => minor.has(loss.kind)) ? "neutral" : "warning"}>
          <strong>{t("exports.losses", { format: format.title })}</strong>
          <Lines lines={ofFormat.map((loss) => loss.text)} />
        </Notice>
      )}
      {ofChoices.length > 0 && (
        <Notice>
          <strong>{t("exports.chosenLosses")}</strong>
          <Lines lines={ofChoices} />
        </Notice>
      )}
      {check.num_looked_at < check.num_images && (
        <p className={styles.hint}>
          {t("exports.lossesSample", { looked: check.num_looked_at, count: check.num_images })}
        </p>
      )}
    </section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** "Splits: 80 train, 20 validation". */
function Shares({ counts }: { counts: Pick<ExportCheck, "split_counts"> }) {
  const { t } = useTranslation();
  const shares = useShares();
  return (
    <p className={styles.counts}>{t("exports.counts", { shares: shares(counts.split_counts) })}</p>
  );
}

/** Images by split in words; splits without images are not named. */
export function useShares(): (counts: ExportCheck["split_counts"]) => string {
  const { t } = useTranslation();
  return (counts) =>
    splits
      .filter((split) => counts[split] > 0)
      .map((split) =>
        t("exports.share", { count: counts[split], split: t(`exports.splitNames.${split}`) }),
      )
      .join(", ");
}
