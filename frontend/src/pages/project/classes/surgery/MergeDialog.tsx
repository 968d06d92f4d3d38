/** Into which class others go, with pictures of both so that no mistake goes unseen. */
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClassExamples, LabelClass } from "../../../../api/types";
import { Swatch } from "../../../../ui/Badge";
import { Button } from "../../../../ui/Button";
import { Dialog } from "../../../../ui/Dialog";
import { Select } from "../../../../ui/Select";
import { Pictures } from "./Pictures";
import styles from "./Surgery.module.css";
import { extent } from "./words";

export interface MergeDialogProps {
  /** One, or several of which one may stay. */
  chosen: readonly LabelClass[];
  /** Classes that can be merged into. */
  targets: readonly LabelClass[];
  nameOf: (classId: number) => string;
  examples: ReadonlyMap<number, ClassExamples>;
  onMerge: (target: number) => void;
  onClose: () => void;
}

/** Of several that were chosen the largest stays, of one any other class. */
function firstTarget(chosen: readonly LabelClass[], targets: readonly LabelClass[]): number | null {
  const ids = new Set(chosen.map(({ class_id }) => class_id));
  const among = targets.filter(({ class_id }) => ids.has(class_id) === chosen.length > 1);
  const [largest] = [...(among.length > 0 ? among : targets)].sort(
    (a, b) => b.num_segments - a.num_segments,
  );
  return largest?.class_id ?? null;
}

export function MergeDialog(props: MergeDialogProps) {
  const { chosen, targets, nameOf, examples, onMerge, onClose } = props;
  const { t } = useTranslation();
  const [target, setTarget] = useState(() => firstTarget(chosen, targets));
  const sources = chosen.filter(({ class_id }) => class_id !== target);
  const into = targets.find(({ class_id }) => class_id === target);
  return (
    <Dialog
      title={t("classSurgery.mergeDialog.title", { count: sources.length })}
      isOpen
      onClose={onClose}
      size="wide"
      onSubmit={() => {
        if (target !== null && sources.length > 0) onMerge(target);
      }}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isDisabled={target === null || sources.length === 0}
          >
            {t("classSurgery.mergeDialog.add")}
          </Button>
        </>
      }
    >
      <p>{t("classSurgery.mergeDialog.explained")}</p>
      <Select
        label={t("classSurgery.mergeDialog.target")}
        value={String(target ?? "")}
        onChange={(value) => setTarget(Number(value))}
        options={targets.map(({ class_id, color }) => ({
          value: String(class_id),
          label: nameOf(class_id),
          icon: <Swatch color={color} />,
        }))}
      />
      <div className={styles.sides}>
        <Side
          title={t("classSurgery.mergeDialog.sources")}
          {...{ nameOf, examples }}
          rows={sources}
        />
        <ArrowRight aria-hidden />
        <Side
          title={t("classSurgery.mergeDialog.into")}
          {...{ nameOf, examples }}
          rows={into === undefined ? [] : [into]}
        />
      </div>
    </Dialog>
  );
}

interface SideProps extends Pick<MergeDialogProps, "nameOf" | "examples"> {
  title: string;
  rows: readonly LabelClass[];
}

function Side({ title, rows, nameOf, examples }: SideProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.side} aria-label={title}>
      <h3>{title}</h3>
      {rows.map((row) => {
        const found = examples.get(row.class_id);
        return (
          <div key={row.class_id}>
            <p className={styles.sideName}>
              <Swatch color={row.color} />
              <strong>{nameOf(row.class_id)}</strong>
              {found && <span>{extent(t, found.num_segments, found.num_images)}</span>}
            </p>
            <Pictures name={row.name} examples={found} size="large" most={3} />
          </div>
        );
      })}
    </section>
  );
}
