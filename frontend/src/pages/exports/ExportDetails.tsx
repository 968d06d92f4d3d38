/** What an export was made of: hashes, options, choices, and the exporter's report. */
import { Copy } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DatasetExport } from "../../api/types";
import { IconButton } from "../../ui/IconButton";
import { ReportLines } from "../shell/ReportLines";
import { copyText } from "./copyText";
import { percents } from "./draft";
import styles from "./Exports.module.css";
import { useShares } from "./Losses";

export function ExportDetails({ row }: { row: DatasetExport }) {
  const { t } = useTranslation();
  const shares = useShares();
  const choices = useChoiceLines(row);
  const lines: [string, ReactNode][] = [
    [t("exports.snapshot"), <Hash key="snapshot" value={row.snapshot_hash} />],
  ];
  if (row.sha256 !== "") lines.push([t("exports.hash"), <Hash key="file" value={row.sha256} />]);
  if (row.split_counts !== null) lines.push([t("exports.splitCounts"), shares(row.split_counts)]);
  lines.push([t("exports.withImages"), t(row.include_images ? "ui.yes" : "ui.no")]);
  for (const [name, value] of Object.entries(row.options)) lines.push([name, value]);
  if (choices.length > 0) lines.push([t("exports.choicesMade"), choices.join(", ")]);
  if (row.num_left_out > 0) {
    const left = t("exports.leftOutImages", { count: row.num_left_out });
    lines.push([t("exports.leftOut"), left]);
  }
  return (
    <tr>
      <td />
      <td colSpan={6}>
        <dl className={styles.details}>
          {lines.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
        <ReportLines title={t("exports.report")} lines={row.report} />
      </td>
    </tr>
  );
}

/** The choices that are not the default, in words. */
function useChoiceLines({ choices }: DatasetExport): string[] {
  const { t } = useTranslation();
  const lines: string[] = [];
  const { kind, seed, by } = choices.splits;
  if (kind !== "kept") {
    const grouping = kind === "group" ? ` (${t(`exports.choices.byKinds.${by}`)})` : "";
    const shares = percents(choices).join(" / ");
    lines.push(
      `${t(`exports.choices.splitKinds.${kind}`)}${grouping} ${shares} %`,
      `${t("exports.choices.seed")} ${seed}`,
    );
  }
  if (choices.classes !== null) {
    lines.push(t("exports.choices.someClasses", { count: choices.classes.length }));
  }
  if (choices.min_area_px > 1) {
    lines.push(t("exports.choices.fromArea", { count: choices.min_area_px }));
  }
  if (choices.anonymise) lines.push(t("exports.choices.anonymised"));
  if (choices.blur.length > 0) {
    lines.push(t("exports.choices.blurred", { count: choices.blur.length }));
  }
  return lines;
}

function Hash({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.hash}>
      <code>{value}</code>
      <IconButton
        icon={Copy}
        size="small"
        label={t("exports.copy")}
        onPress={() => copyText(value, t)}
      />
    </span>
  );
}
