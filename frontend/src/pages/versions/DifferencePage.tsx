/** What changed between two versions, or from a version to now. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import type { Project } from "../../api/types";
import {
  type Comparison,
  type Difference,
  type DifferenceKind,
  type SegmentCounts,
  useDifference,
  useVersions,
} from "../../api/versions";
import { Loading } from "../../ui/Badge";
import { Segmented } from "../../ui/Segmented";
import { Select } from "../../ui/Select";
import page from "../shell/Page.module.css";
import { ProjectGate } from "../shell/ProjectGate";
import { LoadError } from "../shell/Shell";
import { differenceHref } from "./addresses";
import { ClassDifferences } from "./ClassDifferences";
import { DifferingImages } from "./DifferingImages";
import { long } from "./figures";
import { BackToVersions, Fact } from "./VersionPage";
import styles from "./Versions.module.css";

export function DifferencePage({ projectId, before }: { projectId: number; before: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("versions.difference.title")}>
      {(project) => <Compared project={project} before={before} />}
    </ProjectGate>
  );
}

function Compared({ project, before }: { project: Project; before: number }) {
  const { t } = useTranslation();
  const given = new URLSearchParams(useSearch()).get("after");
  const after = given === null ? null : Number(given);
  const pair: Comparison = { projectId: project.id, before, after };
  const difference = useDifference(pair);
  return (
    <div className={page.stack}>
      <BackToVersions projectId={project.id} />
      <h1>{t("versions.difference.title")}</h1>
      <Sides pair={pair} />
      {difference.isPending && <Loading label={t("ui.loading")} />}
      {difference.isError && (
        <LoadError error={difference.error} onRetry={() => void difference.refetch()} />
      )}
      {difference.data && (
        // Another pair begins at its own first list.
        <Found key={`${before} ${after}`} pair={pair} difference={difference.data} />
      )}
    </div>
  );
}

function Sides({ pair }: { pair: Comparison }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const versions = useVersions(pair.projectId);
  const { hasNextPage, isFetching, fetchNextPage } = versions;
  // Every version can be chosen, not only those of the first page.
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const options = (versions.rows ?? []).map((row) => ({ value: String(row.id), label: row.name }));
  const go = (before: number, after: number | null) => {
    navigate(differenceHref(pair.projectId, before, after));
  };
  return (
    <div className={styles.sides}>
      <Select
        label={t("versions.difference.before")}
        value={String(pair.before)}
        onChange={(value) => go(Number(value), pair.after)}
        options={options}
      />
      <Select
        label={t("versions.difference.after")}
        value={pair.after === null ? "now" : String(pair.after)}
        onChange={(value) => go(pair.before, value === "now" ? null : Number(value))}
        options={[{ value: "now", label: t("versions.now") }, ...options]}
      />
    </div>
  );
}

const kinds: readonly DifferenceKind[] = [
  "changed",
  "added",
  "removed",
  "resplit",
  "restated",
  "unknown",
];

const countNames: readonly (keyof SegmentCounts)[] = [
  "added",
  "removed",
  "redrawn",
  "reclassified",
  "edited",
  "reordered",
  "weak",
];

function Found({ pair, difference }: { pair: Comparison; difference: Difference }) {
  const { t } = useTranslation();
  const present = kinds.filter((kind) => difference.num_images[kind] > 0);
  const [chosen, setChosen] = useState<DifferenceKind | null>(null);
  const kind = chosen ?? present[0];
  const { counts, classes } = difference;
  const classesDiffer = classes.added.length + classes.removed.length + classes.changed.length > 0;
  return (
    <>
      <p className={page.muted}>
        {t("versions.difference.images", {
          before: long(difference.num_before),
          after: long(difference.num_after),
        })}
      </p>
      {classesDiffer && <ClassDifferences classes={classes} />}
      {difference.num_images.changed > 0 && (
        <dl className={styles.figures}>
          {countNames
            .filter((name) => counts[name] > 0)
            .map((name) => (
              <Fact key={name} term={t(`versions.difference.counts.${name}`)}>
                {long(counts[name])}
              </Fact>
            ))}
        </dl>
      )}
      {kind === undefined ? (
        !classesDiffer && <p>{t("versions.difference.none")}</p>
      ) : (
        <>
          <div className={styles.kinds}>
            <Segmented<DifferenceKind>
              label={t("versions.difference.list")}
              value={kind}
              onChange={setChosen}
              parts={present.map((each) => ({
                value: each,
                content: (
                  <>
                    {t(`versions.difference.kinds.${each}`)}{" "}
                    <span className={styles.count}>{long(difference.num_images[each])}</span>
                  </>
                ),
              }))}
            />
          </div>
          <p className={styles.hint}>{t(`versions.difference.kindHints.${kind}`)}</p>
          <DifferingImages key={kind} pair={pair} kind={kind} />
        </>
      )}
    </>
  );
}
