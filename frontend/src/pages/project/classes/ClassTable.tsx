/** The rows of the class table; each field is written by itself. */
import { ArrowDown, ArrowUp, BookOpenText, Ellipsis, GripVertical, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClassDraft } from "../../../api/projects";
import type { LabelClass } from "../../../api/types";
import { Swatch } from "../../../ui/Badge";
import { Switch } from "../../../ui/Choice";
import { classNames } from "../../../ui/classNames";
import { ColorField } from "../../../ui/ColorField";
import display from "../../../ui/Display.module.css";
import { IconButton } from "../../../ui/IconButton";
import { Menu } from "../../../ui/Menu";
import { Select } from "../../../ui/Select";
import { notify } from "../../../ui/Toast";
import { palette } from "../../projects/palette";
import { errorText } from "../../shell/errorText";
import styles from "./Classes.module.css";
import { InlineField } from "./InlineField";

export interface ClassTableProps {
  rows: readonly LabelClass[];
  canManage: boolean;
  onChange: (row: LabelClass, part: Partial<ClassDraft>) => Promise<void>;
  onMove: (from: number, to: number) => void;
  onDetails: (row: LabelClass) => void;
  onDelete: (row: LabelClass) => void;
}

export function ClassTable(props: ClassTableProps) {
  const { t } = useTranslation();
  const { rows, canManage, onMove } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const drop = (event: DragEvent, index: number) => {
    event.preventDefault();
    if (dragged !== null) onMove(dragged, index);
    setDragged(null);
    setOver(null);
  };
  return (
    <div className={display.tableFrame} role="region" aria-label={t("classes.title")} tabIndex={0}>
      <table className={display.table}>
        <thead>
          <tr>
            <th scope="col" colSpan={canManage ? 3 : 2}>
              {t("classes.name")}
            </th>
            <th scope="col">{t("classes.kind")}</th>
            <th scope="col">{t("classes.hotkey")}</th>
            <th scope="col">{t("classes.ignore")}</th>
            <th scope="col" className={display.numeric}>
              {t("classes.segments")}
            </th>
            {canManage && (
              <th scope="col">
                <VisuallyHidden>{t("ui.actions")}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={row.class_id}
              className={classNames(over === index && dragged !== null && styles.dropTarget)}
              onDragOver={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(index);
              }}
              onDrop={(event) => drop(event, index)}
            >
              {canManage && (
                <td className={styles.grip}>
                  <span
                    draggable
                    title={t("classes.drag")}
                    onDragStart={(event) => {
                      event.dataTransfer.effectAllowed = "move";
                      event.dataTransfer.setData("text/plain", row.name);
                      setDragged(index);
                    }}
                    onDragEnd={() => {
                      setDragged(null);
                      setOver(null);
                    }}
                  >
                    <GripVertical aria-hidden />
                  </span>
                </td>
              )}
              {canManage ? (
                <EditableCells {...props} row={row} index={index} />
              ) : (
                <PlainCells row={row} />
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PlainCells({ row }: { row: LabelClass }) {
  const { t } = useTranslation();
  return (
    <>
      <td className={styles.color}>
        <Swatch color={row.color} />
      </td>
      <td>{row.name}</td>
      <td>{row.is_thing ? t("classes.thing") : t("classes.stuff")}</td>
      <td>{row.hotkey === "" ? "–" : <kbd>{row.hotkey}</kbd>}</td>
      <td>{row.is_ignore ? t("classes.ignored") : "–"}</td>
      <td className={display.numeric}>{row.num_segments}</td>
    </>
  );
}

function EditableCells({
  row,
  rows,
  index,
  onChange,
  onMove,
  onDetails,
  onDelete,
}: ClassTableProps & { row: LabelClass; index: number }) {
  const { t } = useTranslation();
  const write = (part: Partial<ClassDraft>) => {
    onChange(row, part).catch((error: unknown) =>
      notify({ title: t("classes.failed"), description: errorText(error), tone: "danger" }),
    );
  };
  return (
    <>
      <td className={styles.color}>
        <ColorField
          label={t("classes.colorOf", { name: row.name })}
          value={row.color}
          palette={palette}
          onChange={(color) => write({ color })}
        />
      </td>
      <td>
        <InlineField
          label={t("classes.nameOf", { name: row.name })}
          field="name"
          value={row.name}
          onSave={(name) => onChange(row, { name })}
        />
      </td>
      <td className={styles.kind}>
        <Select
          aria-label={t("classes.kindOf", { name: row.name })}
          value={row.is_thing ? "thing" : "stuff"}
          onChange={(kind) => write({ is_thing: kind === "thing" })}
          options={(["thing", "stuff"] as const).map((value) => ({
            value,
            label: t(`classes.${value}`),
            description: t(`classes.${value}Explained`),
          }))}
        />
      </td>
      <td className={styles.hotkey}>
        <InlineField
          label={t("classes.hotkeyOf", { name: row.name })}
          field="hotkey"
          value={row.hotkey}
          maxLength={1}
          isEmptyAllowed
          onSave={(hotkey) => onChange(row, { hotkey })}
        />
      </td>
      <td>
        <Switch
          aria-label={t("classes.ignoreOf", { name: row.name })}
          isSelected={row.is_ignore}
          onChange={(isIgnored) => write({ is_ignore: isIgnored })}
        />
      </td>
      <td className={display.numeric}>{row.num_segments}</td>
      <td className={styles.menu}>
        <Menu
          label={t("classes.actionsOf", { name: row.name })}
          trigger={
            <IconButton
              icon={Ellipsis}
              size="small"
              label={t("classes.actionsOf", { name: row.name })}
            />
          }
          actions={[
            {
              id: "details",
              label: t("classes.details"),
              icon: BookOpenText,
              onAction: () => onDetails(row),
            },
            {
              id: "up",
              label: t("classes.up"),
              icon: ArrowUp,
              isDisabled: index === 0,
              onAction: () => onMove(index, index - 1),
            },
            {
              id: "down",
              label: t("classes.down"),
              icon: ArrowDown,
              isDisabled: index === rows.length - 1,
              onAction: () => onMove(index, index + 1),
            },
            {
              id: "delete",
              label: t("classes.delete"),
              ...(row.num_segments > 0 ? { description: t("classes.inUse") } : {}),
              icon: Trash2,
              isDanger: true,
              isDisabled: row.num_segments > 0,
              onAction: () => onDelete(row),
            },
          ]}
        />
      </td>
    </>
  );
}
