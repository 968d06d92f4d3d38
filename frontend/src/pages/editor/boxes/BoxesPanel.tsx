/** Segmenting the boxes: how far the assistant is, the mask to decide on, and what did not work. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { askForMask } from "../../../assist";
import { Button } from "../../../ui/Button";
import { ProgressBar } from "../../../ui/ProgressBar";
import { errorText } from "../../shell/errorText";
import { useEditorPage } from "../EditorContext";
import styles from "../operations/Operations.module.css";
import { useEnterAndEscape } from "../operations/useEnterAndEscape";
import { type BoxEntry, currentOf, numAnswered, Walk } from "./walk";

export function BoxesPanel() {
  const { operations, canEdit } = useEditorPage();
  const isOpen = operations.open?.kind === "boxes";
  return isOpen && canEdit ? <Opened onClose={() => operations.show(null)} /> : null;
}

function Opened({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { editor, image, assistance } = useEditorPage();
  // Who was chosen when it began: changing the assistant is for what is drawn next.
  const [predictor] = useState(() => assistance.chosen);
  const [walk] = useState(() => {
    if (predictor === null) return null;
    const { name } = predictor;
    return new Walk({
      editor,
      origin: name,
      ask: ([x0, y0, x1, y1], signal) => {
        const box_xyxy: [number, number, number, number] = [x0, y0, x1, y1];
        const prompt = { box_xyxy, points: [], labels: [], strokes: [] };
        return askForMask(image.id, { predictor: name, ...prompt }, signal);
      },
      messageOf: errorText,
    });
  });
  useEffect(() => {
    void walk?.start();
    return () => walk?.stop();
  }, [walk]);
  return (
    <section
      className={styles.refine}
      aria-label={t("editor.boxes.title")}
      data-testid="boxes-panel"
    >
      <h2>{t("editor.boxes.title")}</h2>
      {predictor === null && <p role="alert">{t("editor.boxes.none")}</p>}
      {walk === null ? (
        <div className={styles.actions}>
          <Button size="small" onPress={onClose}>
            {t("editor.boxes.close")}
          </Button>
        </div>
      ) : (
        <Walked walk={walk} name={predictor?.title ?? ""} onClose={onClose} />
      )}
    </section>
  );
}

interface WalkedProps {
  walk: Walk;
  /** The assistant's. */
  name: string;
  onClose: () => void;
}

function Walked({ walk, name, onClose }: WalkedProps) {
  const { t } = useTranslation();
  const { entries } = useStore(walk.store);
  const current = currentOf({ entries });
  const done = numAnswered({ entries });
  useEnterAndEscape(
    () => {
      if (current === undefined) onClose();
      else walk.keep();
    },
    () => {
      if (current === undefined) onClose();
      else walk.skip();
    },
  );
  return (
    <>
      {done < entries.length && (
        <ProgressBar
          label={t("editor.boxes.progress", { name })}
          fraction={done / entries.length}
          status={t("editor.boxes.done", { done, total: entries.length })}
        />
      )}
      {current === undefined ? (
        <p className={styles.outcome} role="status">
          {t("editor.boxes.over")}
        </p>
      ) : (
        <Current walk={walk} current={current} />
      )}
      <Outcome entries={entries} />
      <div className={styles.actions}>
        <Button size="small" variant="quiet" onPress={onClose}>
          {t(current === undefined ? "editor.boxes.close" : "editor.boxes.cancel")}
        </Button>
      </div>
    </>
  );
}

function Current({ walk, current }: { walk: Walk; current: BoxEntry }) {
  const { t } = useTranslation();
  const { classOf } = useEditorPage();
  const { entries, keepsAll, removesBoxes } = useStore(walk.store);
  const isReady = current.state === "ready";
  const index = entries.indexOf(current) + 1;
  const className = classOf(current.classId)?.name ?? "";
  return (
    <>
      <p className={styles.outcome} role="status" data-testid="box-at">
        {t("editor.boxes.at", { index, total: entries.length, name: className })}
        <span>{t(isReady ? "editor.boxes.look" : "editor.boxes.waiting")}</span>
      </p>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={removesBoxes}
          onChange={(event) => walk.setRemovesBoxes(event.currentTarget.checked)}
        />
        {t("editor.boxes.removes")}
      </label>
      <div className={styles.actions}>
        <Button size="small" variant="quiet" onPress={() => walk.setKeepsAll(!keepsAll)}>
          {t(keepsAll ? "editor.boxes.stopRest" : "editor.boxes.rest")}
        </Button>
        <Button size="small" onPress={() => walk.skip()}>
          {t("editor.boxes.skip")}
        </Button>
        <Button size="small" variant="primary" isDisabled={!isReady} onPress={() => walk.keep()}>
          {t("editor.boxes.keep")}
        </Button>
      </div>
    </>
  );
}

/** What came of the boxes so far; those without a mask lead to their box. */
function Outcome({ entries }: { entries: readonly BoxEntry[] }) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const kept = entries.filter(({ state }) => state === "kept").length;
  const skipped = entries.filter(({ state }) => state === "skipped").length;
  const failures = entries.filter(({ state }) => FAILURES.some((each) => each === state));
  const counts = [
    ...(kept > 0 ? [t("editor.boxes.kept", { count: kept })] : []),
    ...(skipped > 0 ? [t("editor.boxes.skipped", { count: skipped })] : []),
    ...(failures.length > 0 ? [t("editor.boxes.failures", { count: failures.length })] : []),
  ];
  const why = ({ state, message }: BoxEntry): string => {
    if (state === "failed") return t("editor.boxes.failed", { message });
    return state === "covered" ? t("editor.boxes.covered") : t("editor.boxes.nothing");
  };
  return (
    <div data-testid="boxes-outcome">
      {counts.length > 0 && <p>{counts.join(", ")}</p>}
      <ul className={styles.failures}>
        {failures.map((entry) => (
          <li key={entry.uid}>
            <Button
              size="small"
              variant="quiet"
              onPress={() => {
                editor.selectBox(entry.uid);
                editor.bringIntoView(entry.uid);
              }}
            >
              {classOf(entry.classId)?.name ?? String(entry.classId)}
            </Button>
            <span>{why(entry)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const FAILURES = ["nothing", "covered", "failed"] as const;
