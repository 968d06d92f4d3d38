/** What can be said and done about the selected segment beyond its pixels. */

import { ArrowDownToLine, ArrowUpToLine, ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToggleButton } from "react-aria-components";
import type { EditorSegment, SegmentProperties } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { IconButton } from "../../../ui/IconButton";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Panel.module.css";

const FLAGS = ["occluded", "truncated", "iscrowd"] as const;

export function SelectedSegment() {
  const { canEdit } = useEditorPage();
  const segment = useEditorState(({ selectedUid, segments }) =>
    selectedUid === null ? undefined : segments.get(selectedUid),
  );
  if (segment === undefined || !canEdit) return null;
  return <Details segment={segment} />;
}

function Details({ segment }: { segment: EditorSegment }) {
  const { t } = useTranslation();
  const { editor, classOf, commands } = useEditorPage();
  const isLocked = useEditorState(({ lockedUids }) => lockedUids.has(segment.uid));
  const labelClass = classOf(segment.classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: segment.classId });
  const set = (properties: SegmentProperties): void => {
    editor.setProperties(segment.uid, properties);
  };
  return (
    <div className={styles.details} role="group" aria-label={t("editor.selected.label")}>
      <div className={styles.detailsRow}>
        <Button
          size="small"
          icon={<Swatch color={labelClass?.color ?? "#808080"} />}
          aria-label={t("editor.selected.changeClass", { name })}
          isDisabled={isLocked}
          onPress={commands.openClassMenu}
        >
          <span className={styles.className}>{name}</span>
          <ChevronDown aria-hidden />
        </Button>
        <span className={styles.grow} />
        <IconButton
          icon={ArrowUpToLine}
          size="small"
          label={t("editor.selected.toFront")}
          placement="top"
          isDisabled={isLocked}
          onPress={() => editor.reorder(segment.uid, "front")}
        />
        <IconButton
          icon={ArrowDownToLine}
          size="small"
          label={t("editor.selected.toBack")}
          placement="top"
          isDisabled={isLocked}
          onPress={() => editor.reorder(segment.uid, "back")}
        />
      </div>
      <div className={styles.detailsRow}>
        {FLAGS.map((flag) => (
          <ToggleButton
            key={flag}
            className={classNames(styles.flag)}
            isSelected={segment[flag]}
            isDisabled={isLocked}
            onChange={(isSet) => set({ [flag]: isSet })}
          >
            {t(`editor.selected.${flag}`)}
          </ToggleButton>
        ))}
      </div>
    </div>
  );
}
