/** A dataset in numbers, with what will be repaired and what cannot come in. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Findings } from "../../api/types";
import { ReportLines } from "../shell/ReportLines";
import styles from "./Imports.module.css";

export function Facts({ findings }: { findings: Findings }) {
  const { t } = useTranslation();
  const listed = findings.refused.length;
  return (
    <section className={styles.panel}>
      <div className={styles.numbers}>
        <strong>{t("imports.contents.images", { count: findings.num_images })}</strong>
        <strong>{t("imports.contents.segments", { count: findings.num_segments })}</strong>
        <strong>{t("imports.contents.classes", { count: findings.classes.length })}</strong>
      </div>
      <dl className={styles.facts}>
        <Fact title={t("imports.contents.pictures")}>{usePictures(findings)}</Fact>
        <Fact title={t("imports.contents.known")}>
          {findings.num_known === 0
            ? t("imports.contents.knownNone")
            : t("imports.contents.knownSome", {
                count: findings.num_known,
                annotated: findings.num_annotated,
              })}
        </Fact>
        <Fact title={t("imports.contents.splits")}>{useSplits(findings)}</Fact>
        <Fact title={t("imports.contents.sizes")}>{useSizes(findings)}</Fact>
      </dl>
      {findings.num_refused > 0 && (
        <ReportLines
          level={2}
          title={t("imports.contents.refused")}
          lines={
            findings.num_refused > listed
              ? [
                  ...findings.refused,
                  t("imports.contents.refusedMore", { count: findings.num_refused - listed }),
                ]
              : findings.refused
          }
        />
      )}
      <ReportLines level={2} title={t("imports.contents.repairs")} lines={findings.repairs} />
    </section>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

function usePictures({ num_with_picture, num_without_picture }: Findings): string {
  const { t } = useTranslation();
  if (num_without_picture === 0) return t("imports.contents.allPictures");
  if (num_with_picture === 0) return t("imports.contents.noPictures");
  return t("imports.contents.somePictures", {
    present: num_with_picture,
    absent: num_without_picture,
  });
}

function useSplits({ splits }: Findings): string {
  const { t } = useTranslation();
  const name = (split: string): string =>
    split === "train" || split === "val" || split === "test"
      ? t(`splits.${split}`)
      : t("splits.none");
  return splits.map(({ split, num_images }) => `${name(split)} ${num_images}`).join(", ") || "–";
}

function useSizes({ sizes, num_sizes }: Findings): string {
  const { t } = useTranslation();
  const shown = sizes.slice(0, 4);
  const words = shown.map(
    ({ width, height, num_images }) => `${width} × ${height} (${num_images})`,
  );
  const more = num_sizes - shown.length;
  if (more > 0) words.push(t("imports.contents.moreSizes", { count: more }));
  return words.join(", ") || "–";
}
