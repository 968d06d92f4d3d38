/** Copies the selected segments to the next images, and says what became of each. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../../api/client";
import { selectedSegments } from "../../../editor";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { NumberField } from "../../../ui/NumberField";
import { ProgressBar } from "../../../ui/ProgressBar";
import { useEditorPage, useEditorState } from "../EditorContext";
import { copyToNext, type CopyResult } from "./copyToNext";
import styles from "./Operations.module.css";

const MOST_IMAGES = 50;

export function CopyDialog() {
  const { operations } = useEditorPage();
  if (operations.open?.kind !== "copy") return null;
  return <Opened onClose={() => operations.show(null)} />;
}

function Opened({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { image } = useEditorPage();
  const numSegments = useEditorState((state) => selectedSegments(state).length);
  const most = Math.min(MOST_IMAGES, image.total - image.index - 1);
  const [count, setCount] = useState(Math.min(1, most));
  const [evenIfEdited, setEvenIfEdited] = useState(false);
  const copying = useCopying();
  const { state, results } = copying;
  const isRunning = state === "running";
  const stop = (): void => {
    copying.stop();
    onClose();
  };
  return (
    <Dialog
      title={t("editor.operations.copy.title", { count: numSegments })}
      isOpen
      onClose={stop}
      isDismissable={!isRunning}
      size="narrow"
      {...(state === "asking" && most > 0
        ? { onSubmit: () => copying.start(count, evenIfEdited) }
        : {})}
      actions={
        <>
          <Button variant="quiet" onPress={stop}>
            {t(state === "over" ? "ui.close" : "ui.cancel")}
          </Button>
          {state === "asking" && most > 0 && (
            <Button variant="primary" type="submit">
              {t("editor.operations.copy.start")}
            </Button>
          )}
        </>
      }
    >
      {most <= 0 && <p>{t("editor.operations.copy.last")}</p>}
      {state === "asking" && most > 0 && (
        <>
          <p>{t("editor.operations.copy.explained")}</p>
          <NumberField
            label={t("editor.operations.copy.count")}
            value={count}
            minValue={1}
            maxValue={most}
            onChange={setCount}
          />
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={evenIfEdited}
              onChange={(event) => setEvenIfEdited(event.currentTarget.checked)}
            />
            {t("editor.operations.copy.evenIfEdited")}
          </label>
        </>
      )}
      {isRunning && (
        <ProgressBar
          label={t("editor.operations.copy.running")}
          fraction={results.length / count}
          status={`${results.length} / ${count}`}
        />
      )}
      <Report results={results} />
      {copying.problem !== null && <p role="alert">{copying.problem}</p>}
    </Dialog>
  );
}

function Report({ results }: { results: readonly CopyResult[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.report} data-testid="copy-report" aria-live="polite">
      {results.map(({ imageId, name, reason, message, numCopied, numLeftOut, numCarved }) => (
        <li key={imageId}>
          <strong>{name}</strong>
          <span>
            {reason === null
              ? t("editor.operations.copy.copied", { count: numCopied })
              : t(`editor.operations.copy.reasons.${reason}`, { message: message ?? "" })}
          </span>
          {reason === null && numCarved > 0 && (
            <span>{t("editor.operations.copy.carved", { count: numCarved })}</span>
          )}
          {reason === null && numLeftOut > 0 && (
            <span>{t("editor.operations.copy.leftOut", { count: numLeftOut })}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

interface RunningCopy {
  state: "asking" | "running" | "over";
  results: readonly CopyResult[];
  problem: string | null;
  start: (count: number, evenIfEdited: boolean) => void;
  /** Ends after the image at hand. */
  stop: () => void;
}

function useCopying(): RunningCopy {
  const { t } = useTranslation();
  const { editor, image, queue } = useEditorPage();
  const queries = useQueryClient();
  const [state, setState] = useState<RunningCopy["state"]>("asking");
  const [results, setResults] = useState<readonly CopyResult[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const isWanted = useRef(true);
  useEffect(() => {
    isWanted.current = true;
    return () => {
      isWanted.current = false;
    };
  }, []);
  const start = (count: number, evenIfEdited: boolean): void => {
    if (image.next_id === null) return;
    setState("running");
    const now = editor.store.getState();
    const segments = selectedSegments(now).map((uid) => now.segments.get(uid)!);
    copyToNext(
      { segments, sizeHw: now.sizeHw, queue, queries, evenIfEdited },
      image.next_id,
      count,
      (result) => setResults((before) => [...before, result]),
      () => isWanted.current,
    )
      .catch((error: unknown) => {
        setProblem(error instanceof ApiError ? error.message : t("editor.operations.copy.broken"));
      })
      .finally(() => setState("over"));
  };
  const stop = (): void => {
    isWanted.current = false;
  };
  return { state, results, problem, start, stop };
}
