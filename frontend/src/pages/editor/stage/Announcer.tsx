/** Says what changed to those who do not see the canvas: what is selected, made, changed, deleted. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { EditorState } from "../../../editor";
import { useEditorPage } from "../EditorContext";
import { orderedSegments } from "../listing/store";
import { type Changes, changesBetween } from "./changes";
import styles from "./Stage.module.css";

/** Several changes of one gesture are said together, and fast steps through a list are not all said. */
const SAY_AFTER_MS = 250;

const area = new Intl.NumberFormat("en");

export function Announcer() {
  const { t } = useTranslation();
  const { editor, cursor } = useEditorPage();
  const wordsOf = useWords();
  const [text, setText] = useState("");
  const isCursorOn = useStore(cursor, ({ isOn }) => isOn);
  useEffect(() => {
    let said = editor.store.getState();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = editor.store.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const now = editor.store.getState();
        const words = wordsOf(changesBetween(said, now), now);
        said = now;
        if (words !== "") setText(words);
      }, SAY_AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [editor, wordsOf]);
  return (
    <div className={styles.spoken} role="status" aria-live="polite" data-testid="announcer">
      {isCursorOn && <p>{t("editor.cursor.explained")}</p>}
      <p>{text}</p>
    </div>
  );
}

function useWords(): (changes: Changes, state: EditorState) => string {
  const { t } = useTranslation();
  const { classOf } = useEditorPage();
  // Made anew with the page's context only, which is when class names change.
  const [latest] = useState(() => ({ t, classOf }));
  useEffect(() => {
    Object.assign(latest, { t, classOf });
  });
  const [words] = useState(() => (changes: Changes, state: EditorState): string => {
    const said: string[] = [];
    const { t: say, classOf: named } = latest;
    if (changes.tool !== null) said.push(say(`editor.tools.${changes.tool}`));
    if (changes.numDeleted > 0) {
      said.push(
        say("editor.said.deleted", { count: changes.numDeleted, left: state.segments.size }),
      );
    }
    const segment = changes.uid === null ? undefined : state.segments.get(changes.uid);
    const box = changes.boxUid === null ? undefined : state.weakLabels.get(changes.boxUid);
    if (box !== undefined && box.bboxXywh !== null) {
      const [x, y, w, h] = box.bboxXywh;
      said.push(say("editor.said.box", { name: named(box.classId)?.name ?? "", x, y, w, h }));
    }
    const suggestion = changes.uid === null ? undefined : state.suggestions.get(changes.uid);
    const name = named((segment ?? suggestion)?.classId ?? -1)?.name ?? "";
    if (segment !== undefined) {
      const ordered = orderedSegments(state.segments);
      const index = ordered.indexOf(segment) + 1;
      const px = area.format(segment.areaPx);
      said.push(say("editor.said.segment", { index, total: ordered.length, name, area: px }));
      if (state.hiddenUids.has(segment.uid)) said.push(say("editor.list.flags.hidden"));
      if (state.lockedUids.has(segment.uid)) said.push(say("editor.list.flags.locked"));
      const count = state.alsoSelected.size;
      if (count > 0) said.push(say("editor.said.also", { count }));
    } else if (suggestion !== undefined) {
      said.push(say("editor.said.suggestion", { name, area: area.format(suggestion.areaPx) }));
    } else if (changes.numMade > 0) {
      said.push(say("editor.said.made", { count: changes.numMade, total: state.segments.size }));
    }
    return said.join(". ");
  });
  return words;
}
