/** Curves over a common axis, in the theme's colours, as wide as their place. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import styles from "./Chart.module.css";
import { useTheme } from "./theme";

export interface Curve {
  label: string;
  /** Names a colour of tokens.css: "--accent". */
  colorToken: string;
  /** Ascending in x. */
  points: readonly (readonly [x: number, y: number])[];
  /** Few points are marked as well as joined. */
  hasMarks?: boolean;
}

export interface ChartProps {
  /** Read out in place of the picture. */
  label: string;
  xLabel: string;
  curves: readonly Curve[];
  heightPx: number;
  /** The x axis runs from 0 to here, or to the last point where that is further. */
  xMax: number;
  /** The y axis runs from 0 to here, or to the highest point where it is absent. */
  yMax?: number;
  formatY: (y: number) => string;
}

/** uPlot's columns: every x of any curve once, null where a curve has no point there. */
export function alignCurves(curves: readonly Pick<Curve, "points">[]): uPlot.AlignedData {
  const tables: uPlot.AlignedData[] = curves.map(({ points }) => [
    points.map(([x]) => x),
    points.map(([, y]) => y),
  ]);
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A little room above the highest point; 1 while there is none. */
function roomAbove(highest: number | null): number {
  return highest === null || highest <= 0 ? 1 : highest * 1.05;
}

function options(props: ChartProps, width: number, xMax: () => number): uPlot.Options {
  const { yMax } = props;
  const axis: uPlot.Axis = {
    stroke: token("--text-muted"),
    grid: { stroke: token("--border"), width: 1 },
    ticks: { stroke: token("--border"), width: 1 },
    font: "11px system-ui",
  };
  return {
    width,
    height: props.heightPx,
    scales: {
      x: { time: false, range: (_, __, last: number | null) => [0, Math.max(last ?? 0, xMax())] },
      y: { range: (_, __, highest: number | null) => [0, yMax ?? roomAbove(highest)] },
    },
    axes: [axis, { ...axis, size: 52, values: (_, ticks) => ticks.map(props.formatY) }],
    series: [
      { label: props.xLabel },
      ...props.curves.map((curve): uPlot.Series => ({
        label: curve.label,
        stroke: token(curve.colorToken),
        width: 1.5,
        spanGaps: true,
        points: { show: curve.hasMarks ?? false, size: 5 },
        value: (_, y: number | null) => (y === null ? "–" : props.formatY(y)),
      })),
    ],
    cursor: { drag: { x: true, y: false } },
  };
}

export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const [theme] = useTheme();
  const shape = props.curves.map((curve) => curve.label).join("\n");

  useEffect(() => {
    latest.current = props;
    plot.current?.setData(alignCurves(props.curves));
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const first = latest.current;
    const made = new uPlot(
      options(first, Math.max(200, element.clientWidth), () => latest.current.xMax),
      alignCurves(first.curves),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: Math.max(200, element.clientWidth), height: latest.current.heightPx });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
    // The colours are read when the plot is made: a new theme or new curves make a new one.
  }, [theme, shape]);

  return <div ref={place} className={styles.chart} role="img" aria-label={props.label} />;
}
