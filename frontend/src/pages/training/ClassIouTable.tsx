/** How well each class is found: intersection over union on the validation images. */
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { LabelClass, MetricsLine, ModelVersion } from "../../api/types";
import { Swatch } from "../../ui/Badge";
import { type Column, Table } from "../../ui/Table";
import { percent } from "../shell/amounts";
import styles from "./Training.module.css";

export interface ClassIou {
  class_id: number;
  name: string;
  color: string;
  iou: number | null;
}

/** The finished model's figures, else those of the newest epoch, in the order of the classes. */
export function classIous(
  model: ModelVersion | null,
  epoch: Extract<MetricsLine, { kind: "epoch" }> | null,
  classes: readonly LabelClass[],
): ClassIou[] {
  const colorOf = new Map(classes.map((row) => [row.class_id, row.color]));
  if (model) {
    return model.metrics.per_class.map((row) => ({
      ...row,
      color: colorOf.get(row.class_id) ?? "#808080",
    }));
  }
  if (!epoch) return [];
  return classes
    .filter((row) => String(row.class_id) in epoch.per_class)
    .map(({ class_id, name, color }) => ({
      class_id,
      name,
      color,
      iou: epoch.per_class[String(class_id)] ?? null,
    }));
}

export function ClassIouTable({ rows }: { rows: readonly ClassIou[] }) {
  const { t } = useTranslation();
  const columns: Column<ClassIou>[] = [
    {
      id: "class",
      title: t("training.class"),
      width: "200px",
      cell: (row) => (
        <span className={styles.className}>
          <Swatch color={row.color} />
          {row.name}
        </span>
      ),
    },
    {
      id: "iou",
      title: t("training.iou"),
      cell: (row) => (
        <div className={styles.iou}>
          <div className={styles.iouBar} aria-hidden>
            <span style={{ "--fraction": row.iou ?? 0, "--swatch": row.color } as CSSProperties} />
          </div>
          {row.iou === null ? (
            <span title={t("training.absent")}>{t("training.absentShort")}</span>
          ) : (
            <span>{percent(row.iou)}</span>
          )}
        </div>
      ),
    },
  ];
  return (
    <section className={styles.perClass}>
      <h3>{t("training.perClass")}</h3>
      <Table
        label={t("training.perClass")}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.class_id}
      />
    </section>
  );
}
