/** What models and imports propose: accept or reject one by one, or all above a score. */

import { Check, Eye, EyeOff, X } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EditorSuggestion } from "../../../editor";
import { Swatch } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { acceptAndGoOn, rejectAndGoOn } from "../commands/suggestions";
import { useEditorPage, useEditorState } from "../EditorContext";
import { listedSuggestions } from "../order";
import { hideBelow } from "../session";
import styles from "./Panel.module.css";
import { RowButton } from "./RowButton";
import { scoreText } from "./segments/SegmentRow";
import { useRowHeight } from "./useRowHeight";
import { SectionHead } from "./SectionHead";
import { VirtualRows } from "./VirtualRows";

export function SuggestionList() {
  const { t } = useTranslation();
  const { editor, threshold } = useEditorPage();
  const [isOpen, setOpen] = useState(true);
  const suggestions = useEditorState((state) => state.suggestions);
  const areVisible = useEditorState((state) => state.suggestionsVisible);
  const rows = useMemo(() => listedSuggestions(suggestions, threshold), [suggestions, threshold]);
  useEffect(() => hideBelow(editor, threshold), [editor, threshold]);
  if (suggestions.size === 0) return null;
  return (
    <section className={styles.suggestions} aria-label={t("editor.suggestions.title")}>
      <SectionHead
        title={t("editor.suggestions.title")}
        count={suggestions.size}
        countTestId="suggestion-count"
        isOpen={isOpen}
        onToggle={setOpen}
      >
        <RowButton
          icon={areVisible ? Eye : EyeOff}
          label={t(areVisible ? "editor.suggestions.hide" : "editor.suggestions.show")}
          isOn={!areVisible}
          isInTabOrder
          onPress={() => editor.setSuggestionsVisible(!areVisible)}
        />
      </SectionHead>
      {isOpen && <OpenList rows={rows} total={suggestions.size} />}
    </section>
  );
}

function OpenList({ rows, total }: { rows: readonly EditorSuggestion[]; total: number }) {
  const rowHeight = useRowHeight();
  const { t } = useTranslation();
  const { editor, commands, canEdit } = useEditorPage();
  const selectedUid = useEditorState((state) => state.selectedUid);
  const onKey = (event: KeyboardEvent, uid: string): boolean => {
    if (!canEdit || event.shiftKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === "Enter") acceptAndGoOn(commands, uid);
    else if (event.key === "Backspace" || event.key === "Delete") rejectAndGoOn(commands, uid);
    else return false;
    return true;
  };
  return (
    <>
      <Threshold numShown={rows.length} total={total} />
      <VirtualRows
        label={t("editor.suggestions.title")}
        testId="suggestion-list"
        rows={rows}
        rowHeight={rowHeight}
        selectedUid={selectedUid}
        onSelect={(uid) => editor.select(uid)}
        onKey={onKey}
        onHover={(hoverUid) => editor.store.setState({ hoverUid })}
        renderRow={(suggestion) => <SuggestionRow suggestion={suggestion} />}
      />
      <div className={styles.decideAll}>
        <Button
          size="small"
          icon={<Check aria-hidden />}
          isDisabled={!canEdit || rows.length === 0}
          onPress={() => editor.acceptAll(rows.map(({ uid }) => uid))}
        >
          {t("editor.suggestions.acceptAll", { count: rows.length })}
        </Button>
        <Button
          size="small"
          icon={<X aria-hidden />}
          isDisabled={!canEdit || rows.length === 0}
          onPress={() => editor.rejectAll(rows.map(({ uid }) => uid))}
        >
          {t("editor.suggestions.rejectAll", { count: rows.length })}
        </Button>
      </div>
    </>
  );
}

function Threshold({ numShown, total }: { numShown: number; total: number }) {
  const { t } = useTranslation();
  const { threshold, setThreshold } = useEditorPage();
  return (
    <div className={styles.threshold}>
      <label htmlFor="suggestion-threshold">{t("editor.suggestions.threshold")}</label>
      <input
        id="suggestion-threshold"
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={threshold}
        aria-valuetext={scoreText(threshold)}
        onChange={(event) => setThreshold(event.currentTarget.valueAsNumber)}
      />
      <output htmlFor="suggestion-threshold">{scoreText(threshold)}</output>
      {numShown < total && (
        <span className={styles.shown} role="status">
          {t("editor.suggestions.shown", { count: numShown, total })}
        </span>
      )}
    </div>
  );
}

const SuggestionRow = memo(function SuggestionRow({
  suggestion,
}: {
  suggestion: EditorSuggestion;
}) {
  const { t } = useTranslation();
  const { commands, classOf, canEdit } = useEditorPage();
  const labelClass = classOf(suggestion.classId);
  return (
    <>
      <span role="gridcell" className={styles.nameCell}>
        <Swatch color={labelClass?.color ?? "#808080"} />
        <span className={styles.name}>
          {labelClass?.name ?? t("editor.classes.unknown", { id: suggestion.classId })}
        </span>
      </span>
      <span role="gridcell" className={styles.score}>
        {suggestion.score === null ? t("editor.suggestions.noScore") : scoreText(suggestion.score)}
      </span>
      <span role="gridcell" className={styles.decide}>
        <RowButton
          icon={Check}
          label={t("editor.suggestions.accept")}
          isOn
          isDisabled={!canEdit}
          onPress={() => acceptAndGoOn(commands, suggestion.uid)}
        />
        <RowButton
          icon={X}
          label={t("editor.suggestions.reject")}
          isOn
          isDisabled={!canEdit}
          onPress={() => rejectAndGoOn(commands, suggestion.uid)}
        />
      </span>
    </>
  );
});
