/** Which segments are exported: of which classes, from which size on. */
import { useTranslation } from "react-i18next";
import type { LabelClass } from "../../api/types";
import { Switch } from "../../ui/Choice";
import { NumberField } from "../../ui/NumberField";
import { ClassPicker } from "./ClassPicker";
import { Section } from "./Section";
import styles from "./Section.module.css";
import type { ChoiceFieldsProps } from "./SplitFields";

const largestArea = 1_000_000_000;

export function ClassFields({
  choices,
  onChange,
  classes,
}: ChoiceFieldsProps & { classes: readonly LabelClass[] }) {
  const { t } = useTranslation();
  const chosen = [
    choices.classes === null
      ? t("exports.choices.allClasses")
      : t("exports.choices.someClasses", { count: choices.classes.length }),
    ...(choices.min_area_px > 1
      ? [t("exports.choices.fromArea", { count: choices.min_area_px })]
      : []),
  ];
  const every = classes.map((each) => each.class_id);
  return (
    <Section title={t("exports.choices.classes")} chosen={chosen.join(", ")}>
      <Switch
        isSelected={choices.classes === null}
        onChange={(isAll) => onChange({ ...choices, classes: isAll ? null : every })}
      >
        {t("exports.choices.allClasses")}
      </Switch>
      {choices.classes !== null && (
        <ClassPicker
          label={t("exports.choices.chooseClasses")}
          classes={classes}
          value={choices.classes}
          onChange={(next) => onChange({ ...choices, classes: next })}
        />
      )}
      {choices.classes?.length === 0 && (
        <p className={styles.wrong} role="alert">
          {t("exports.choices.noClassChosen")}
        </p>
      )}
      <div className={styles.row}>
        <NumberField
          label={t("exports.choices.minArea")}
          value={choices.min_area_px}
          minValue={0}
          maxValue={largestArea}
          onChange={(min_area_px) => onChange({ ...choices, min_area_px })}
        />
      </div>
    </Section>
  );
}
