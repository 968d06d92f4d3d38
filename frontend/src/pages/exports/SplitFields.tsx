/** How images are dealt to training, validation and test. */
import { useTranslation } from "react-i18next";
import type { ExportChoices, SplitKind } from "../../api/types";
import { NumberField } from "../../ui/NumberField";
import { Select } from "../../ui/Select";
import { percents } from "./draft";
import { Section } from "./Section";
import styles from "./Section.module.css";

const kinds: readonly SplitKind[] = ["kept", "random", "stratified", "group"];
const groupings = ["sequence", "folder"] as const;
const shares = ["train", "val", "test"] as const;
const largestSeed = 2 ** 32 - 1;

export interface ChoiceFieldsProps {
  choices: ExportChoices;
  onChange: (choices: ExportChoices) => void;
}

export function SplitFields({ choices, onChange }: ChoiceFieldsProps) {
  const { t } = useTranslation();
  const { splits } = choices;
  const parts = percents(choices);
  const sum = parts.reduce((total, each) => total + each, 0);
  const change = (some: Partial<ExportChoices["splits"]>) =>
    onChange({ ...choices, splits: { ...splits, ...some } });
  const isDealt = splits.kind !== "kept";
  const kind = t(`exports.choices.splitKinds.${splits.kind}`);
  return (
    <Section
      title={t("exports.choices.splits")}
      chosen={isDealt ? `${kind}, ${parts.join(" / ")} %` : kind}
    >
      <div className={styles.wide}>
        <Select
          label={t("exports.choices.splits")}
          description={t(`exports.choices.splitExplained.${splits.kind}`)}
          value={splits.kind}
          onChange={(next) => change({ kind: next })}
          options={kinds.map((each) => ({
            value: each,
            label: t(`exports.choices.splitKinds.${each}`),
          }))}
        />
      </div>
      {splits.kind === "group" && (
        <div className={styles.wide}>
          <Select
            label={t("exports.choices.by")}
            value={splits.by}
            onChange={(by) => change({ by })}
            options={groupings.map((each) => ({
              value: each,
              label: t(`exports.choices.byKinds.${each}`),
            }))}
          />
        </div>
      )}
      {isDealt && (
        <div className={styles.row}>
          {shares.map((share, index) => (
            <NumberField
              key={share}
              label={t(`exports.choices.${share}`)}
              value={parts[index] ?? 0}
              minValue={0}
              maxValue={100}
              onChange={(next) =>
                change({ fractions: parts.map((each, i) => (i === index ? next : each) / 100) })
              }
            />
          ))}
          <NumberField
            label={t("exports.choices.seed")}
            value={splits.seed}
            minValue={0}
            maxValue={largestSeed}
            onChange={(seed) => change({ seed })}
          />
        </div>
      )}
      {isDealt && sum !== 100 && (
        <p className={styles.wrong} role="alert">
          {t("exports.choices.sumWrong", { sum })}
        </p>
      )}
    </Section>
  );
}
