/** What can be done to one class while changes are put together. */
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, Ellipsis, Merge, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { LabelClass } from "../../../../api/types";
import { IconButton } from "../../../../ui/IconButton";
import { Menu, type MenuAction } from "../../../../ui/Menu";
import { type Draft, kept, moved, retired } from "./draft";

export interface RowMenuProps {
  row: LabelClass;
  index: number;
  rows: readonly LabelClass[];
  stored: readonly LabelClass[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onMerge: (classIds: readonly number[]) => void;
  isLocked: boolean;
}

export function RowMenu(props: RowMenuProps) {
  const { t } = useTranslation();
  const { row, isLocked } = props;
  const label = t("classSurgery.table.actionsOf", { name: row.name });
  return (
    <Menu
      label={label}
      trigger={<IconButton icon={Ellipsis} size="small" label={label} isDisabled={isLocked} />}
      actions={useActions(props)}
    />
  );
}

function useActions(props: RowMenuProps): MenuAction[] {
  const { t } = useTranslation();
  const { row, index, rows, stored, draft, onDraft, onMerge } = props;
  const { class_id: id } = row;
  const isChanged = draft.targets.has(id) || draft.retired.has(id) || draft.restored.has(id);
  const isRetired = row.retired_at !== null;
  const move = (to: number) => onDraft(moved(draft, stored, id, to));
  const main: MenuAction[] = isChanged
    ? [
        {
          id: "back",
          label: t("classSurgery.table.takeBack"),
          icon: Undo2,
          onAction: () => onDraft(kept(draft, id)),
        },
      ]
    : [
        {
          id: "merge",
          label: t("classSurgery.table.merge"),
          icon: Merge,
          isDisabled: row.merged_into !== null,
          onAction: () => onMerge([id]),
        },
        {
          id: "retire",
          label: t(isRetired ? "classSurgery.table.restore" : "classSurgery.table.retire"),
          ...(isRetired ? {} : { description: t("classSurgery.table.retireHint") }),
          icon: isRetired ? ArchiveRestore : Archive,
          onAction: () => onDraft(retired(draft, row)),
        },
      ];
  return [
    ...main,
    {
      id: "up",
      label: t("classSurgery.table.up"),
      icon: ArrowUp,
      isDisabled: index === 0,
      onAction: () => move(index - 1),
    },
    {
      id: "down",
      label: t("classSurgery.table.down"),
      icon: ArrowDown,
      isDisabled: index === rows.length - 1,
      onAction: () => move(index + 1),
    },
  ];
}
