/** Classes with bars by split: by segments, images or area. */
import { type CSSProperties, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Statistics } from "../../api/versions";
import { Swatch } from "../../ui/Badge";
import { Segmented } from "../../ui/Segmented";
import { type Column, Table } from "../../ui/Table";
import { type ClassFigures, classFigures, long, type Measure, short, splitNames } from "./figures";
import styles from "./Versions.module.css";

export function ClassTable({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const [measure, setMeasure] = useState<Measure>("num_segments");
  const rows = useMemo(() => classFigures(statistics), [statistics]);
  const splits = splitNames.filter((name) =>
    statistics.splits.some((row) => (row.split ?? "none") === name),
  );
  const most = Math.max(1, ...rows.map((row) => row[measure]));
  const columns: Column<ClassFigures>[] = [
    {
      id: "class",
      title: t("versions.statistics.class"),
      width: "160px",
      cell: (row) => (
        <span className={styles.className}>
          <Swatch color={row.color} />
          {row.name}
        </span>
      ),
    },
    {
      id: "bar",
      title: <SplitLegend splits={splits} />,
      cell: (row) => (
        <div className={styles.splitBar} aria-hidden>
          {splits.map((name) => (
            <span
              key={name}
              data-split={name}
              title={`${t(`splits.${name}`)}: ${long(row.bySplit[name][measure])}`}
              style={{ "--fraction": row.bySplit[name][measure] / most } as CSSProperties}
            />
          ))}
        </div>
      ),
    },
    ...(splits.length > 1
      ? splits.map((name): Column<ClassFigures> => ({
          id: name,
          title: t(`splits.${name}`),
          isNumeric: true,
          cell: (row) => shown(row.bySplit[name][measure], measure),
        }))
      : []),
    numeric("segments", t("versions.statistics.segments"), (row) => long(row.num_segments)),
    numeric("images", t("versions.statistics.images"), (row) => long(row.num_images)),
    numeric("area", t("versions.statistics.area"), (row) => `${short(row.area_px)} px`),
    numeric(
      "sizes",
      <span title={t("versions.statistics.sizesHint")}>{t("versions.statistics.sizes")}</span>,
      (row) => `${short(row.num_small)} / ${short(row.num_medium)} / ${short(row.num_large)}`,
    ),
  ];
  return (
    <section className={styles.perClass}>
      <header>
        <h2>{t("versions.statistics.byClass")}</h2>
        <Segmented<Measure>
          label={t("versions.statistics.measure")}
          value={measure}
          onChange={setMeasure}
          parts={[
            { value: "num_segments", content: t("versions.statistics.bySegments") },
            { value: "num_images", content: t("versions.statistics.byImages") },
            { value: "area_px", content: t("versions.statistics.byArea") },
          ]}
        />
      </header>
      <Table
        label={t("versions.statistics.byClass")}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.class_id}
      />
    </section>
  );
}

function shown(value: number, measure: Measure): string {
  return measure === "area_px" ? short(value) : long(value);
}

function numeric(
  id: string,
  title: Column<ClassFigures>["title"],
  cell: (row: ClassFigures) => string,
): Column<ClassFigures> {
  return { id, title, cell, isNumeric: true };
}

function SplitLegend({ splits }: { splits: readonly (typeof splitNames)[number][] }) {
  const { t } = useTranslation();
  return (
    <span className={styles.legend}>
      {splits.map((name) => (
        <span key={name}>
          <span className={styles.splitMark} data-split={name} aria-hidden />
          {t(`splits.${name}`)}
        </span>
      ))}
    </span>
  );
}
