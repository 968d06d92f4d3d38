/** The attributes of a class: what the editor asks about each of its segments, in which order. */

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { Switch } from "../../../ui/Choice";
import { IconButton } from "../../../ui/IconButton";
import { Select } from "../../../ui/Select";
import { TextField } from "../../../ui/TextField";
import {
  type AttributeDraft,
  type AttributeKind,
  leftBehind,
  moved,
  newDraft,
  optionsOf,
} from "./attributeDrafts";
import styles from "./AttributesEditor.module.css";

const KINDS: readonly AttributeKind[] = ["select", "checkbox", "number", "text"];

interface AttributesEditorProps {
  drafts: readonly AttributeDraft[];
  onChange: (drafts: readonly AttributeDraft[]) => void;
  /** Segments that hold a value, by attribute. */
  counts: ReadonlyMap<string, number>;
}

export function AttributesEditor({ drafts, onChange, counts }: AttributesEditorProps) {
  const { t } = useTranslation();
  const nextId = useRef(drafts.length);
  const change = (index: number, part: Partial<AttributeDraft>): void =>
    onChange(drafts.map((draft, i) => (i === index ? { ...draft, ...part } : draft)));
  const add = (): void => {
    nextId.current += 1;
    onChange([...drafts, newDraft(nextId.current)]);
  };
  return (
    <section className={styles.editor} aria-label={t("classes.attributes.title")}>
      <h3>{t("classes.attributes.title")}</h3>
      <p className={styles.hint}>{t("classes.attributes.hint")}</p>
      <ul className={styles.list}>
        {drafts.map((draft, index) => (
          <li key={draft.id} className={styles.item}>
            <AttributeRow
              draft={draft}
              isNew={draft.savedName === null}
              isFirst={index === 0}
              isLast={index === drafts.length - 1}
              onChange={(part) => change(index, part)}
              onMove={(by) => onChange(moved(drafts, index, index + by))}
              onRemove={() => onChange(drafts.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ul>
      {leftBehind(drafts, counts).map(({ name, count }) => (
        <Notice key={name} tone="warning">
          {t("classes.attributes.leftBehind", { name, count })}
        </Notice>
      ))}
      <div>
        <Button size="small" icon={<Plus aria-hidden />} onPress={add}>
          {t("classes.attributes.add")}
        </Button>
      </div>
    </section>
  );
}

interface RowProps {
  draft: AttributeDraft;
  isNew: boolean;
  isFirst: boolean;
  isLast: boolean;
  onChange: (part: Partial<AttributeDraft>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

function AttributeRow({ draft, isNew, isFirst, isLast, onChange, onMove, onRemove }: RowProps) {
  const { t } = useTranslation();
  const name = draft.name || t("classes.attributes.unnamed");
  return (
    <>
      <div className={styles.head}>
        <TextField
          label={t("classes.attributes.name")}
          value={draft.name}
          autoFocus={isNew}
          onChange={(next) => onChange({ name: next })}
        />
        <Select
          label={t("classes.attributes.kind")}
          value={draft.kind}
          options={KINDS.map((kind) => ({
            value: kind,
            label: t(`classes.attributes.kinds.${kind}`),
          }))}
          onChange={(kind) => onChange({ kind, default: "" })}
        />
        <div className={styles.actions}>
          <IconButton
            icon={ArrowUp}
            size="small"
            label={t("classes.attributes.up", { name })}
            isDisabled={isFirst}
            onPress={() => onMove(-1)}
          />
          <IconButton
            icon={ArrowDown}
            size="small"
            label={t("classes.attributes.down", { name })}
            isDisabled={isLast}
            onPress={() => onMove(1)}
          />
          <IconButton
            icon={Trash2}
            size="small"
            label={t("classes.attributes.remove", { name })}
            onPress={onRemove}
          />
        </div>
      </div>
      <KindFields draft={draft} onChange={onChange} />
      <Switch isSelected={draft.required} onChange={(required) => onChange({ required })}>
        {t("classes.attributes.required")}
      </Switch>
    </>
  );
}

function KindFields({ draft, onChange }: Pick<RowProps, "draft" | "onChange">) {
  const { t } = useTranslation();
  switch (draft.kind) {
    case "select":
      return (
        <div className={styles.parts}>
          <TextField
            label={t("classes.attributes.options")}
            description={t("classes.attributes.optionsHint")}
            rows={3}
            value={draft.options}
            onChange={(options) => onChange({ options })}
          />
          <Default draft={draft} values={optionsOf(draft)} onChange={onChange} />
        </div>
      );
    case "checkbox":
      return <Default draft={draft} values={["true", "false"]} onChange={onChange} />;
    case "number":
      return (
        <div className={styles.numbers}>
          {(["min", "max", "step", "default"] as const).map((key) => (
            <TextField
              key={key}
              label={t(`classes.attributes.${key}`)}
              inputMode="decimal"
              value={draft[key]}
              onChange={(value) => onChange({ [key]: value })}
            />
          ))}
        </div>
      );
    case "text":
      return (
        <TextField
          label={t("classes.attributes.default")}
          value={draft.default}
          onChange={(value) => onChange({ default: value })}
        />
      );
  }
}

/** One of some values, or none. The empty value gets a name of its own: lists take no empty ones. */
function Default({
  draft,
  values,
  onChange,
}: Pick<RowProps, "draft" | "onChange"> & { values: readonly string[] }) {
  const { t } = useTranslation();
  const none = "\u0000none";
  const unique = [...new Set(values)];
  const options = unique.map((value) => ({
    value,
    label:
      draft.kind === "checkbox"
        ? t(value === "true" ? "classes.attributes.yes" : "classes.attributes.no")
        : value,
  }));
  return (
    <Select
      label={t("classes.attributes.default")}
      value={unique.includes(draft.default) ? draft.default : none}
      options={[{ value: none, label: t("classes.attributes.noDefault") }, ...options]}
      onChange={(value) => onChange({ default: value === none ? "" : value })}
    />
  );
}
