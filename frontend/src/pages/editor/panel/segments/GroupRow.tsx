/** The head of a class's group: open or closed, how many, all of them hidden or locked at once. */

import { ChevronDown, ChevronRight, Eye, EyeOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Swatch } from "../../../../ui/Badge";
import { useEditorPage, useEditorState } from "../../EditorContext";
import type { GroupEntry } from "../../listing/listing";
import { toggleGroup } from "../../listing/store";
import lists from "./List.module.css";
import styles from "../Panel.module.css";
import { RowButton } from "../RowButton";

export function GroupRow({ entry: { classId, count, isCollapsed } }: { entry: GroupEntry }) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const isHidden = useEditorState(({ hiddenClassIds }) => hiddenClassIds.has(classId));
  const labelClass = classOf(classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: classId });
  return (
    <>
      <span role="gridcell" className={lists.groupCell}>
        <RowButton
          icon={isCollapsed ? ChevronRight : ChevronDown}
          label={t(isCollapsed ? "editor.list.expand" : "editor.list.collapse", { name })}
          isOn
          onPress={() => toggleGroup(classId, !isCollapsed)}
        />
        <Swatch color={labelClass?.color ?? "#808080"} />
        <strong className={styles.name}>{name}</strong>
        <span className={styles.count}>{count}</span>
      </span>
      <span role="gridcell">
        <RowButton
          icon={isHidden ? EyeOff : Eye}
          label={t(isHidden ? "editor.classes.show" : "editor.classes.hide", { name })}
          isOn
          onPress={() => editor.setClassHidden(classId, !isHidden)}
        />
      </span>
    </>
  );
}
