/** What keeps segments out of the list, each to be taken away by a press; and how many are left. */

import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { commandOf } from "../../commands";
import { useEditorPage } from "../../EditorContext";
import { useIsIsolated } from "../../isolation";
import { activeFilters, FLAGS, type Filters, NO_FILTERS, type Span } from "../../listing/listing";
import { changeFilters, clearFilters, useListing } from "../../listing/store";
import lists from "./List.module.css";
import styles from "../Panel.module.css";
import { useOriginWords } from "./SegmentRow";

export function FilterChips({ numShown, numAll }: { numShown: number; numAll: number }) {
  const { t } = useTranslation();
  const { editor, commands } = useEditorPage();
  const isIsolated = useIsIsolated(editor);
  const { filters } = useListing();
  const active = activeFilters(filters);
  const wordsOf = useChipWords();
  if (active.length === 0 && !isIsolated) return null;
  return (
    <div className={lists.chips} role="group" aria-label={t("editor.list.filters")}>
      {isIsolated && (
        <Chip
          text={t("editor.list.isolated")}
          onRemove={() => commandOf("isolate").run(commands)}
        />
      )}
      {active.map((name) => (
        <Chip
          key={name}
          text={wordsOf(name, filters)}
          onRemove={() => changeFilters(without(filters, name))}
        />
      ))}
      {active.length > 0 && (
        <span className={styles.count} role="status" data-testid="segments-shown">
          {t("editor.list.shown", { count: numShown, total: numAll })}
        </span>
      )}
      {active.length > 1 && (
        <button type="button" className={lists.chip} onClick={clearFilters}>
          {t("editor.list.clear")}
        </button>
      )}
    </div>
  );
}

type FilterName = ReturnType<typeof activeFilters>[number];

function without(filters: Filters, name: FilterName): Partial<Filters> {
  const flag = FLAGS.find((each) => each === name);
  if (flag === undefined) return { [name]: NO_FILTERS[name as keyof Filters] };
  return { flags: new Set([...filters.flags].filter((each) => each !== flag)) };
}

function useChipWords(): (name: FilterName, filters: Filters) => string {
  const { t } = useTranslation();
  const { classOf } = useEditorPage();
  const originWords = useOriginWords();
  const span = ([from, to]: Span): string => `${from ?? ""} – ${to ?? ""}`;
  return (name, filters) => {
    switch (name) {
      case "text":
        return `“${filters.text.trim()}”`;
      case "classId":
        return classOf(filters.classId ?? -1)?.name ?? String(filters.classId);
      case "origin":
        return originWords(filters.origin ?? "");
      case "score":
        return t("editor.list.scoreChip", { span: span(filters.score) });
      case "areaPx":
        return t("editor.list.areaChip", { span: span(filters.areaPx) });
      case "flags":
        return "";
      default:
        return t(`editor.list.flags.${name}`);
    }
  };
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={lists.chip}
      aria-label={t("editor.list.removeFilter", { filter: text })}
      onClick={onRemove}
    >
      {text}
      <X aria-hidden />
    </button>
  );
}
