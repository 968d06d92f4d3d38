/** The classes as they would be: chosen, renamed and moved in place, with pictures of what they hold. */
import { GripVertical } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClassExamples, LabelClass } from "../../../../api/types";
import { Badge, Swatch } from "../../../../ui/Badge";
import { classNames } from "../../../../ui/classNames";
import display from "../../../../ui/Display.module.css";
import { TextField } from "../../../../ui/TextField";
import table from "../Classes.module.css";
import { type Draft, moved, renamed } from "./draft";
import { Pictures } from "./Pictures";
import { RowMenu } from "./RowMenu";
import styles from "./Surgery.module.css";

export interface SurgeryTableProps {
  /** In the order of the draft. */
  rows: readonly LabelClass[];
  /** In the order in which the server has them. */
  stored: readonly LabelClass[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
  examples: ReadonlyMap<number, ClassExamples>;
  onMerge: (classIds: readonly number[]) => void;
  isLocked: boolean;
}

export function SurgeryTable(props: SurgeryTableProps) {
  const { t } = useTranslation();
  const { rows, stored, draft, onDraft, isLocked } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const rest = () => {
    setDragged(null);
    setOver(null);
  };
  const drop = (event: DragEvent, index: number) => {
    event.preventDefault();
    if (dragged !== null) onDraft(moved(draft, stored, dragged, index));
    rest();
  };
  return (
    <div
      className={display.tableFrame}
      role="region"
      aria-label={t("classSurgery.table.label")}
      tabIndex={0}
    >
      <table className={classNames(display.table, styles.table)}>
        <Head {...props} />
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={row.class_id}
              data-class-id={row.class_id}
              className={classNames(over === index && dragged !== null && table.dropTarget)}
              onDragOver={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(index);
              }}
              onDrop={(event) => drop(event, index)}
            >
              <td className={table.grip}>
                <span
                  draggable={!isLocked}
                  title={t("classSurgery.table.drag")}
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = "move";
                    event.dataTransfer.setData("text/plain", row.name);
                    setDragged(row.class_id);
                  }}
                  onDragEnd={rest}
                >
                  <GripVertical aria-hidden />
                </span>
              </td>
              <Cells {...props} row={row} index={index} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ rows, chosen, onChoose, isLocked }: SurgeryTableProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const isPart = chosen.size > 0 && chosen.size < rows.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPart;
  }, [isPart]);
  return (
    <thead>
      <tr>
        <th scope="col" colSpan={2}>
          <input
            ref={box}
            type="checkbox"
            className={styles.check}
            aria-label={t("classSurgery.table.chooseAll")}
            checked={chosen.size === rows.length}
            disabled={isLocked}
            onChange={() =>
              onChoose(new Set(chosen.size === 0 ? rows.map(({ class_id }) => class_id) : []))
            }
          />
        </th>
        <th scope="col" colSpan={2}>
          {t("classSurgery.table.class")}
        </th>
        <th scope="col">{t("classSurgery.table.examples")}</th>
        <th scope="col" className={display.numeric}>
          {t("classSurgery.table.segments")}
        </th>
        <th scope="col" className={display.numeric}>
          {t("classSurgery.table.images")}
        </th>
        <th scope="col">
          <VisuallyHidden>{t("ui.actions")}</VisuallyHidden>
        </th>
      </tr>
    </thead>
  );
}

function Cells(props: SurgeryTableProps & { row: LabelClass; index: number }) {
  const { t } = useTranslation();
  const { row, draft, onDraft, chosen, onChoose, examples, isLocked } = props;
  const { class_id: id, name } = row;
  const found = examples.get(id);
  const leaves = draft.targets.has(id) || draft.retired.has(id);
  const choose = () => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return (
    <>
      <td className={styles.choice}>
        <input
          type="checkbox"
          className={styles.check}
          aria-label={t("classSurgery.table.choose", { name })}
          checked={chosen.has(id)}
          disabled={isLocked}
          onChange={choose}
        />
      </td>
      <td className={styles.color}>
        <Swatch color={row.color} />
      </td>
      <td className={styles.name} data-leaves={leaves || undefined}>
        <NameField
          key={name}
          label={t("classSurgery.table.nameOf", { name })}
          value={draft.names.get(id) ?? name}
          isDisabled={isLocked}
          onChange={(next) => onDraft(renamed(draft, row, next))}
        />
        <Marks {...props} />
      </td>
      <td className={styles.examples}>
        <Pictures name={name} examples={found} />
      </td>
      <td className={display.numeric}>{found?.num_segments ?? row.num_segments}</td>
      <td className={display.numeric}>{found?.num_images ?? "–"}</td>
      <td className={table.menu}>
        <RowMenu {...props} />
      </td>
    </>
  );
}

interface NameFieldProps {
  label: string;
  value: string;
  isDisabled: boolean;
  onChange: (name: string) => void;
}

/** What is typed counts when the field is left or Enter is pressed; Escape takes it back. */
function NameField({ label, value, isDisabled, onChange }: NameFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    if (typed !== null) onChange(typed);
    setTyped(null);
  };
  return (
    <TextField
      aria-label={label}
      value={typed ?? value}
      maxLength={100}
      isDisabled={isDisabled}
      onChange={setTyped}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === "Enter") settle();
        if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}

/** What is about to happen to a class, and what it is. */
function Marks({ row, stored, draft }: SurgeryTableProps & { row: LabelClass }) {
  const { t } = useTranslation();
  const nameOf = (classId: number | null): string =>
    (classId === null ? undefined : draft.names.get(classId)) ??
    stored.find(({ class_id }) => class_id === classId)?.name ??
    "";
  const target = draft.targets.get(row.class_id);
  const isBack = draft.restored.has(row.class_id);
  return (
    <div className={styles.marks}>
      {draft.names.has(row.class_id) && (
        <span>{t("classSurgery.table.was", { name: row.name })}</span>
      )}
      {target !== undefined && (
        <Badge tone="warning">{t("classSurgery.table.goesInto", { name: nameOf(target) })}</Badge>
      )}
      {draft.retired.has(row.class_id) && (
        <Badge tone="warning">{t("classSurgery.table.retires")}</Badge>
      )}
      {isBack && <Badge tone="success">{t("classSurgery.table.returns")}</Badge>}
      {row.retired_at !== null && !isBack && target === undefined && (
        <Badge>
          {row.merged_into === null
            ? t("classSurgery.table.isRetired")
            : t("classSurgery.table.wasMerged", { name: nameOf(row.merged_into) })}
        </Badge>
      )}
    </div>
  );
}
