/** What can be said and done about the selected segments beyond their pixels. */

import { ArrowDownToLine, ArrowUpToLine, ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToggleButton } from "react-aria-components";
import type { EditorSegment, SegmentProperties } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { classNames } from "../../../ui/classNames";
import { IconButton } from "../../../ui/IconButton";
import { ariaShortcutOf } from "../bars/shortcutOf";
import { useEditorPage, useEditorState } from "../EditorContext";
import { useChosenSegments } from "../selection";
import { Attributes } from "./Attributes";
import styles from "./Panel.module.css";

const whole = new Intl.NumberFormat("en");
const FLAGS = ["occluded", "truncated", "iscrowd"] as const;
const commandOfFlag = { occluded: "occluded", truncated: "truncated", iscrowd: "crowd" } as const;

export function SelectedSegment() {
  const { canEdit } = useEditorPage();
  const segment = useEditorState(({ selectedUid, segments }) =>
    selectedUid === null ? undefined : segments.get(selectedUid),
  );
  const alsoSelected = useEditorState((state) => state.alsoSelected);
  if (segment === undefined || !canEdit) return null;
  return <Details segment={segment} uids={[segment.uid, ...alsoSelected]} />;
}

/** The primary's properties; what is changed here is changed for all `uids`. */
function Details({ segment, uids }: { segment: EditorSegment; uids: readonly string[] }) {
  const { t } = useTranslation();
  const { editor, classOf, commands } = useEditorPage();
  const isLocked = useEditorState(({ lockedUids }) => lockedUids.has(segment.uid));
  const labelClass = classOf(segment.classId);
  const name = labelClass?.name ?? t("editor.classes.unknown", { id: segment.classId });
  const segments = useChosenSegments();
  const set = (properties: SegmentProperties): void => {
    editor.setProperties(uids, properties);
  };
  const [, , width, height] = segment.bboxXywh;
  return (
    <div className={styles.details} role="group" aria-label={t("editor.selected.label")}>
      {uids.length > 1 && (
        <p className={styles.several} data-testid="several-selected">
          {t("editor.selected.several", { count: uids.length })}
        </p>
      )}
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
          onPress={() => editor.reorder(uids, "front")}
        />
        <IconButton
          icon={ArrowDownToLine}
          size="small"
          label={t("editor.selected.toBack")}
          placement="top"
          isDisabled={isLocked}
          onPress={() => editor.reorder(uids, "back")}
        />
      </div>
      <p className={styles.measures} data-testid="selected-size">
        {t("editor.selectedSize", { width, height, area: whole.format(segment.areaPx) })}
      </p>
      <div className={styles.detailsRow}>
        {FLAGS.map((flag) => (
          <ToggleButton
            key={flag}
            className={classNames(styles.flag)}
            aria-keyshortcuts={ariaShortcutOf(commandOfFlag[flag])}
            isSelected={segment[flag]}
            isDisabled={isLocked}
            onChange={(isSet) => set({ [flag]: isSet })}
          >
            {t(`editor.selected.${flag}`)}
          </ToggleButton>
        ))}
      </div>
      <Attributes segments={segments} />
    </div>
  );
}
