/** The fields that keep segments out of the list. */

import { useTranslation } from "react-i18next";
import { ToggleButton } from "react-aria-components";
import { classNames } from "../../../../ui/classNames";
import { useEditorPage, useEditorState } from "../../EditorContext";
import { type Filters, FLAGS, type Flag, type Span } from "../../listing/listing";
import { changeFilters, useListing } from "../../listing/store";
import lists from "./List.module.css";
import styles from "../Panel.module.css";
import { useOriginWords } from "./SegmentRow";

export function FilterFields() {
  const { t } = useTranslation();
  const { palette } = useEditorPage();
  const segments = useEditorState((state) => state.segments);
  const { filters } = useListing();
  const originWords = useOriginWords();
  const present = new Set([...segments.values()].map(({ classId }) => classId));
  const origins = [...new Set([...segments.values()].map(({ origin }) => origin))].sort();
  return (
    <>
      <Choice
        label={t("editor.list.class")}
        value={filters.classId === null ? "" : String(filters.classId)}
        options={palette
          .filter(({ classId }) => present.has(classId))
          .map(({ classId, name }) => [String(classId), name])}
        onChange={(value) => changeFilters({ classId: value === "" ? null : Number(value) })}
      />
      <Choice
        label={t("editor.list.origin")}
        value={filters.origin ?? ""}
        options={origins.map((origin) => [origin, originWords(origin)])}
        onChange={(value) => changeFilters({ origin: value === "" ? null : value })}
      />
      <SpanFields name="score" step={0.05} span={filters.score} />
      <SpanFields name="areaPx" step={1} span={filters.areaPx} />
      <Flags flags={filters.flags} />
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <label className={lists.option}>
      <span>{label}</span>
      <select
        className={lists.field}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{t("editor.list.all")}</option>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface SpanFieldsProps {
  name: "score" | "areaPx";
  step: number;
  span: Span;
}

function SpanFields({ name, step, span }: SpanFieldsProps) {
  const { t } = useTranslation();
  const change = (at: 0 | 1, text: string): void => {
    const value = text === "" || Number.isNaN(Number(text)) ? null : Number(text);
    const next: Span = at === 0 ? [value, span[1]] : [span[0], value];
    changeFilters({ [name]: next } satisfies Partial<Filters>);
  };
  const field = (at: 0 | 1, bound: "from" | "to") => (
    <input
      type="number"
      className={lists.field}
      min={0}
      step={step}
      aria-label={t(`editor.list.${name}.${bound}`)}
      placeholder={t(`editor.list.${bound}`)}
      value={span[at] ?? ""}
      onChange={(event) => change(at, event.currentTarget.value)}
    />
  );
  return (
    <div className={lists.option}>
      <span>{t(`editor.list.${name}.name`)}</span>
      <span className={lists.span}>
        {field(0, "from")}
        {field(1, "to")}
      </span>
    </div>
  );
}

function Flags({ flags }: { flags: ReadonlySet<Flag> }) {
  const { t } = useTranslation();
  const set = (flag: Flag, isOn: boolean): void => {
    const others = [...flags].filter((each) => each !== flag);
    changeFilters({ flags: new Set(isOn ? [...others, flag] : others) });
  };
  return (
    <div className={lists.flags} role="group" aria-label={t("editor.list.only")}>
      {FLAGS.map((flag) => (
        <ToggleButton
          key={flag}
          className={classNames(styles.flag)}
          isSelected={flags.has(flag)}
          onChange={(isOn) => set(flag, isOn)}
        >
          {t(`editor.list.flags.${flag}`)}
        </ToggleButton>
      ))}
    </div>
  );
}
