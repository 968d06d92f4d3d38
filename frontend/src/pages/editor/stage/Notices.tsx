/** Short remarks (no class chosen, segment locked, why a key did nothing), where the eyes are. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EditorState } from "../../../editor";
import { useEditorPage } from "../EditorContext";
import { onExplained } from "../remarks";
import styles from "./Stage.module.css";

const NOTICE_MS = 3_500;

export function Notices() {
  const { t } = useTranslation();
  const { editor, readOnly, classOf } = useEditorPage();
  const [notice, setNotice] = useState<{ text: string; number: number } | null>(null);
  useEffect(() => {
    const say = (text: string): void => {
      setNotice((before) => ({ text, number: (before?.number ?? 0) + 1 }));
    };
    const unsubscribers = [
      editor.onNotice(({ code, count = 1 }) => say(t(`editor.notices.${code}`, { count }))),
      onExplained((reason) => {
        const isLocked = reason === "read_only" && readOnly !== null;
        say(
          isLocked
            ? t(`editor.readOnly.${readOnly}`)
            : t(`editor.commandPalette.unavailable.${reason}`),
        );
      }),
      // A class key with the select tool in hand changes what is selected: easily meant otherwise.
      editor.store.subscribe((now, before) => {
        const classId = reclassed(now, before);
        const name = classId === null ? undefined : classOf(classId)?.name;
        if (name !== undefined) say(t("editor.reclassed", { name }));
      }),
    ];
    return () => unsubscribers.forEach((unsubscribe) => unsubscribe());
  }, [editor, readOnly, classOf, t]);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notice !== null && (
        <p key={notice.number} className={styles.notice}>
          {notice.text}
        </p>
      )}
    </div>
  );
}

/** The selected segment's class, if that is what changed. */
function reclassed(now: EditorState, before: EditorState): number | null {
  const uid = now.selectedUid;
  if (uid === null || uid !== before.selectedUid || now.segments === before.segments) return null;
  const [is, was] = [now.segments.get(uid)?.classId, before.segments.get(uid)?.classId];
  return is === undefined || was === undefined || is === was ? null : is;
}
