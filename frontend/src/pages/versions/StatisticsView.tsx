/** What a version holds, as charts: classes by split, areas, segments of an image, sizes. */
import { type CSSProperties, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Statistics } from "../../api/versions";
import { Notice, Swatch } from "../../ui/Badge";
import { Histogram } from "../../ui/Histogram";
import { Select } from "../../ui/Select";
import { type Column, Table } from "../../ui/Table";
import { percent } from "../shell/amounts";
import { StateBar } from "../shell/StateBar";
import { ClassTable } from "./ClassTable";
import { areaCounts, classFigures, long, type Range, ranges, short } from "./figures";
import styles from "./Versions.module.css";

export function StatisticsView({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  return (
    <>
      {statistics.num_gone > 0 && (
        <Notice tone="warning">{t("versions.detail.gone", { count: statistics.num_gone })}</Notice>
      )}
      <ClassTable statistics={statistics} />
      <div className={styles.charts}>
        <Areas statistics={statistics} />
        <PerImage statistics={statistics} />
        <Splits statistics={statistics} />
        <Sizes statistics={statistics} />
      </div>
    </>
  );
}

/** The words for a bin: "16 to 63", "256 or more". */
function useRangeText(): (range: Range) => string {
  const { t } = useTranslation();
  return ({ from, to }) => {
    if (to === null) return t("versions.statistics.from", { from: long(from) });
    return from === to
      ? long(from)
      : t("versions.statistics.between", { from: long(from), to: long(to) });
  };
}

function Areas({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const rangeText = useRangeText();
  const classes = useMemo(() => classFigures(statistics), [statistics]);
  const [chosen, setChosen] = useState("all");
  const row = classes.find((each) => String(each.class_id) === chosen);
  const counts = areaCounts(classes, row?.class_id ?? null);
  const bins = ranges(counts, statistics.area_edges_px, 1).map((range) => ({
    tick: short(range.from),
    count: range.count,
    label: t("versions.statistics.bin", {
      bin: `${rangeText(range)} px`,
      count: range.count,
    }),
  }));
  return (
    <section className={styles.chart}>
      <header>
        <h2>{t("versions.statistics.areas")}</h2>
        <Select
          aria-label={t("versions.statistics.ofClass")}
          value={chosen}
          onChange={setChosen}
          options={[
            { value: "all", label: t("versions.statistics.allClasses") },
            ...classes
              .filter((each) => each.num_segments > 0)
              .map((each) => ({
                value: String(each.class_id),
                label: each.name,
                icon: <Swatch color={each.color} />,
              })),
          ]}
        />
      </header>
      {bins.length === 0 ? (
        <p className={styles.muted}>{t("versions.noSegments")}</p>
      ) : (
        <Histogram
          label={t("versions.statistics.areas")}
          bins={bins}
          formatCount={short}
          {...(row ? { color: row.color } : {})}
        />
      )}
      <p className={styles.hint}>{t("versions.statistics.areaHint")}</p>
    </section>
  );
}

function PerImage({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const rangeText = useRangeText();
  const spans = ranges(statistics.segments_per_image, statistics.segment_edges, 0);
  return (
    <section className={styles.chart}>
      <header>
        <h2>{t("versions.statistics.perImage")}</h2>
      </header>
      <Histogram
        label={t("versions.statistics.perImage")}
        formatCount={short}
        bins={spans.map((range) => ({
          tick: range.to === range.from ? long(range.from) : `${range.from}–${range.to ?? ""}`,
          count: range.count,
          label: t("versions.statistics.bin", {
            bin: t("versions.statistics.segmentsBin", { range: rangeText(range) }),
            count: range.count,
          }),
        }))}
      />
    </section>
  );
}

type SplitRow = Statistics["splits"][number];

function Splits({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const columns: Column<SplitRow>[] = [
    {
      id: "split",
      title: t("versions.statistics.split"),
      cell: (row) => (
        <span className={styles.className}>
          <span className={styles.splitMark} data-split={row.split ?? "none"} aria-hidden />
          {t(`splits.${row.split ?? "none"}`)}
        </span>
      ),
    },
    {
      id: "images",
      title: t("versions.statistics.images"),
      isNumeric: true,
      cell: (row) => `${long(row.num_images)} (${percent(row.num_images / statistics.num_images)})`,
    },
    {
      id: "segments",
      title: t("versions.statistics.segments"),
      isNumeric: true,
      cell: (row) => long(row.num_segments),
    },
    {
      id: "unlabelled",
      title: t("versions.statistics.unlabelled"),
      isNumeric: true,
      cell: (row) => percent(row.unlabelled_px / row.num_px),
    },
  ];
  return (
    <section className={styles.chart}>
      <header>
        <h2>{t("versions.statistics.splits")}</h2>
      </header>
      <Table
        label={t("versions.statistics.splits")}
        columns={columns}
        rows={statistics.splits}
        rowKey={(row) => row.split ?? "none"}
      />
      <h3>{t("versions.statistics.states")}</h3>
      <StateBar
        counts={{
          ...{ new: 0, in_progress: 0, submitted: 0, approved: 0, returned: 0 },
          ...statistics.states,
        }}
      />
    </section>
  );
}

function Sizes({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...statistics.sizes.map((row) => row.num_images));
  const more = statistics.num_sizes - statistics.sizes.length;
  return (
    <section className={styles.chart}>
      <header>
        <h2>{t("versions.statistics.imageSizes")}</h2>
      </header>
      <ul className={styles.sizes}>
        {statistics.sizes.map((row) => (
          <li key={`${row.width}×${row.height}`}>
            <span>
              {row.width} × {row.height}
            </span>
            <span className={styles.track} aria-hidden>
              <span style={{ "--fraction": row.num_images / most } as CSSProperties} />
            </span>
            <span>{long(row.num_images)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.hint}>{t("versions.statistics.otherSizes", { count: more })}</p>
      )}
    </section>
  );
}
