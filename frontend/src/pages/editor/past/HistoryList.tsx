/** What was done to the image, newest first; choosing an entry shows the state that it left. */

import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useHistory } from "../../../api/history";
import type { HistoryEntry } from "../../../api/types";
import { Loading } from "../../../ui/Badge";
import { duration } from "../../shell/amounts";
import { LoadMore } from "../../shell/LoadMore";
import { LoadError } from "../../shell/Shell";
import { useEditorPage } from "../EditorContext";
import { Avatar } from "../people/Avatar";
import { Differences } from "./Differences";
import styles from "./Past.module.css";
import { summaryOf } from "./summary";
import { clockTime } from "./times";

export function HistoryList() {
  const { t } = useTranslation();
  const { image } = useEditorPage();
  const history = useHistory(image.annotation_id);
  if (history.isPending) return <Loading label={t("ui.loading")} />;
  if (history.isError) {
    return <LoadError error={history.error} onRetry={() => void history.refetch()} />;
  }
  if (history.rows?.length === 0) {
    return (
      <div className={styles.nothing}>
        <History aria-hidden />
        <strong>{t("editor.past.none")}</strong>
        <p>{t("editor.past.noneExplained")}</p>
      </div>
    );
  }
  return (
    <div className={styles.scroll}>
      <ul className={styles.entries} aria-label={t("editor.past.entries")} data-testid="history">
        {history.rows?.map((entry) => (
          <Entry key={keyOf(entry)} entry={entry} />
        ))}
      </ul>
      <LoadMore query={history} />
    </div>
  );
}

/** An entry's own key: changes of state are told apart by when they happened. */
function keyOf({ state, first, ended_at }: HistoryEntry): string {
  return state === null ? String(first) : `${state} ${ended_at}`;
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const { past } = useEditorPage();
  const key = keyOf(entry);
  const who = entry.author?.username ?? t("editor.past.somebody");
  const isShown = past.shown?.key === key;
  const from = clockTime(entry.started_at);
  const until = clockTime(entry.ended_at);
  return (
    <li data-shown={isShown || undefined}>
      <button
        type="button"
        className={styles.entry}
        aria-pressed={isShown}
        aria-busy={past.loading === key}
        onClick={() => (isShown ? past.leave() : past.show(key, entry.last, entry.ended_at))}
      >
        <Avatar name={who} />
        <span className={styles.body}>
          <span className={styles.line}>
            <strong>{who}</strong>
            <span className={styles.muted}>
              {from === until ? until : t("editor.past.span", { from, until })}
            </span>
          </span>
          {entry.state === null ? <Saves entry={entry} /> : <StateChange entry={entry} />}
        </span>
      </button>
      {isShown && <Differences />}
    </li>
  );
}

function Saves({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  return (
    <>
      <span>{summaryOf(entry)}</span>
      <span className={styles.muted}>
        {t("editor.past.counts", {
          added: entry.num_added,
          changed: entry.num_changed,
          deleted: entry.num_deleted,
        })}
        {entry.active_ms > 0 &&
          ` · ${t("editor.past.worked", { time: duration(entry.active_ms) })}`}
      </span>
    </>
  );
}

function StateChange({ entry: { state, state_before: before } }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const isTakenBack = state === "in_progress" && before === "submitted";
  return (
    <span className={styles.state} data-became={state}>
      {t(`editor.past.states.${isTakenBack ? "taken_back" : (state ?? "new")}`)}
    </span>
  );
}
