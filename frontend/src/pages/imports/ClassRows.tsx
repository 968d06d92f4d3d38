/** The table of a dataset's classes; a new class's name and colour are written in its row. */
import { useTranslation } from "react-i18next";
import type { ClassChoice, FoundClass, LabelClass } from "../../api/types";
import { Badge, Swatch } from "../../ui/Badge";
import { classNames } from "../../ui/classNames";
import { ColorField } from "../../ui/ColorField";
import display from "../../ui/Display.module.css";
import { InlineField } from "../project/classes/InlineField";
import { palette } from "../projects/palette";
import { percent } from "../shell/amounts";
import { type ChoiceKind, defaultChoice, type Shown } from "./choices";
import styles from "./Imports.module.css";
import { TargetPicker } from "./TargetPicker";
import type { Choices } from "./useChoices";

export interface ClassRowsProps {
  visible: readonly FoundClass[];
  found: readonly FoundClass[];
  classes: readonly LabelClass[];
  choices: Choices;
  shown: ReadonlyMap<number, Shown | null>;
  kinds: ReadonlyMap<number, ChoiceKind>;
  onChange: (choice: ClassChoice) => void;
}

export function ClassRows(props: ClassRowsProps) {
  const { visible, found, choices } = props;
  const { t } = useTranslation();
  const total = found.reduce((sum, each) => sum + each.area_px, 0);
  const byId = new Map(choices.all.map((choice) => [choice.class_id, choice]));
  if (visible.length === 0) return <p className={styles.muted}>{t("imports.classes.none")}</p>;
  return (
    <div
      className={display.tableFrame}
      role="region"
      aria-label={t("imports.steps.classes")}
      tabIndex={0}
    >
      <table className={classNames(display.table, styles.classTable)}>
        <thead>
          <tr>
            <th scope="col">{t("imports.classes.found")}</th>
            <th scope="col" className={display.numeric}>
              {t("imports.classes.segments")}
            </th>
            <th scope="col" className={display.numeric}>
              {t("imports.classes.images")}
            </th>
            <th scope="col" className={display.numeric}>
              {t("imports.classes.share")}
            </th>
            <th scope="col" colSpan={3}>
              {t("imports.classes.becomes")}
            </th>
          </tr>
        </thead>
        <tbody>
          {visible.map((each) => (
            <ClassRow
              key={each.class_id}
              {...props}
              each={each}
              choice={byId.get(each.class_id) ?? defaultChoice(each)}
              share={total === 0 ? null : each.area_px / total}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ClassRowProps extends ClassRowsProps {
  each: FoundClass;
  choice: ClassChoice;
  share: number | null;
}

function ClassRow({ each, choice, share, ...props }: ClassRowProps) {
  const { t } = useTranslation();
  const { choices, shown, kinds, classes, onChange } = props;
  const kind = kinds.get(each.class_id);
  const joinable = choices.all.flatMap((other) => {
    const of = shown.get(other.class_id);
    const isOther = other.class_id !== each.class_id && other.action === "new";
    return isOther && of ? [{ classId: other.class_id, shown: of }] : [];
  });
  const isWrong = choices.error?.classId === each.class_id;
  return (
    <tr
      className={classNames(choice.action === "drop" && styles.dropped, isWrong && styles.wrong)}
      data-testid={`class-${each.name}`}
    >
      <th scope="row" className={styles.className}>
        <span>
          <Swatch color={each.color} />
          {each.name}
          {each.num_weak > 0 && (
            <span className={styles.muted}>
              {t("imports.classes.weak", { count: each.num_weak })}
            </span>
          )}
        </span>
      </th>
      <td className={display.numeric}>{each.num_segments}</td>
      <td className={display.numeric}>{each.num_images}</td>
      <td className={display.numeric}>{percent(share)}</td>
      <td className={styles.target}>
        <TargetPicker
          found={each}
          choice={choice}
          shown={shown.get(each.class_id) ?? null}
          classes={classes}
          joinable={joinable}
          onChange={onChange}
        />
      </td>
      <td className={styles.newClass}>
        {choice.action === "new" && <NewClass each={each} choice={choice} onChange={onChange} />}
      </td>
      <td className={styles.kind}>
        {kind === "similar" && <Badge tone="warning">{t("imports.classes.similar")}</Badge>}
        {kind === "same" && <Badge tone="success">{t("imports.classes.same")}</Badge>}
      </td>
    </tr>
  );
}

interface NewClassProps {
  each: FoundClass;
  choice: ClassChoice;
  onChange: (choice: ClassChoice) => void;
}

function NewClass({ each, choice, onChange }: NewClassProps) {
  const { t } = useTranslation();
  return (
    <span className={styles.newFields}>
      <ColorField
        label={t("imports.classes.colorOf", { name: each.name })}
        value={choice.color || each.color}
        palette={palette}
        onChange={(color) => onChange({ ...choice, color })}
      />
      <InlineField
        label={t("imports.classes.newName", { name: each.name })}
        field="name"
        value={choice.name || each.name}
        maxLength={100}
        onSave={(name) => {
          onChange({ ...choice, name });
          return Promise.resolve();
        }}
      />
    </span>
  );
}
