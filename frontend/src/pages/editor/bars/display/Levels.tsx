/** The window of values that is shown, as two handles over the histogram. */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { binned, type Counts } from "../../../../pixels/histogram";
import { useEditorPage } from "../../EditorContext";
import { countsOf, setTone, spanOf, wholeWindow } from "../../seeing/picture";
import styles from "./Display.module.css";

const BINS = 128;
const whole = new Intl.NumberFormat("en");

export function Levels() {
  const { t } = useTranslation();
  const { picture } = useEditorPage();
  const state = useStore(picture);
  const { deep, deepState, tone } = state;
  // Counting 65,536 entries at every move of a handle would be felt.
  const [span, first] = useMemo(() => [spanOf({ deep }), wholeWindow({ deep })] as const, [deep]);
  const [low, high] = tone.window ?? first;
  const counts = countsOf(state);
  const setWindow = (window: readonly [number, number]): void => setTone(picture, { window });
  return (
    <div className={styles.levels} role="group" aria-label={t("editor.display.levels")}>
      <div className={styles.histogram}>
        {counts !== null && <Histogram counts={counts} span={span} window={[low, high]} />}
        <Handle
          name="low"
          span={span}
          value={low}
          onChange={(value) => setWindow([Math.min(value, high), high])}
        />
        <Handle
          name="high"
          span={span}
          value={high}
          onChange={(value) => setWindow([low, Math.max(value, low)])}
        />
      </div>
      <p className={styles.note}>
        <span data-testid="window">
          {t("editor.display.window", { low: whole.format(low), high: whole.format(high) })}
        </span>
        <span>
          {t("editor.display.levelsExplained", {
            window: whole.format(high - low),
            level: whole.format(Math.round((low + high) / 2)),
          })}
        </span>
      </p>
      {deepState !== "none" && (
        <p className={styles.note} role="status" data-testid="deep-values" data-state={deepState}>
          {t(
            deepState === "ready"
              ? "editor.display.original"
              : deepState === "failed"
                ? "editor.display.originalFailed"
                : "editor.display.originalLoading",
          )}
        </p>
      )}
    </div>
  );
}

interface HandleProps {
  name: "low" | "high";
  span: readonly [number, number];
  value: number;
  onChange: (value: number) => void;
}

function Handle({ name, span: [min, max], value, onChange }: HandleProps) {
  const { t } = useTranslation();
  return (
    <input
      type="range"
      className={styles.handle}
      min={min}
      max={max}
      step={1}
      value={value}
      aria-label={t(`editor.display.${name}`)}
      aria-valuetext={whole.format(value)}
      onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
    />
  );
}

interface HistogramProps {
  counts: Counts;
  span: readonly [number, number];
  window: readonly [number, number];
}

/** Heights by the square root: rare values are seen beside a large background. */
function Histogram({ counts, span, window: [low, high] }: HistogramProps) {
  const { t } = useTranslation();
  const [min, max] = span;
  const path = useMemo(() => {
    const bins = binned(counts, [min, max], BINS);
    const highest = Math.sqrt(Math.max(...bins, 1));
    const steps = Array.from(bins, (count, i) => {
      const y = (100 - (Math.sqrt(count) / highest) * 100).toFixed(1);
      return `V${y}H${i + 1}`;
    });
    return `M0 100${steps.join("")}V100Z`;
  }, [counts, min, max]);
  const at = (value: number): number => ((value - min) / Math.max(max - min, 1)) * BINS;
  return (
    <svg
      viewBox={`0 0 ${BINS} 100`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("editor.display.histogram")}
    >
      <rect
        className={styles.shown}
        x={at(low)}
        y={0}
        width={Math.max(at(high) - at(low), 0)}
        height={100}
      />
      <path className={styles.bars} d={path} />
    </svg>
  );
}
