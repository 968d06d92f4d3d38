/** Small marks: a worded badge, a colour swatch, a notice with its tone. */
import { CircleAlert, CircleCheck, Info, LoaderCircle, TriangleAlert } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import button from "./Button.module.css";
import { classNames } from "./classNames";
import styles from "./Display.module.css";

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger";

function toneClass(tone: Tone): string | undefined {
  return tone === "neutral" ? undefined : styles[tone];
}

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classNames(styles.badge, toneClass(tone))}>{children}</span>;
}

/** A square of a class's colour; decoration beside the class's name. */
export function Swatch({ color }: { color: string }) {
  const style = { "--swatch": color } as CSSProperties;
  return <span className={styles.swatch} style={style} aria-hidden />;
}

const noticeIcons = {
  neutral: Info,
  accent: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};

/** A message in the flow of the page; dangers and warnings are read out when they appear. */
export function Notice({
  tone = "neutral",
  children,
  action,
}: {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  const Icon = noticeIcons[tone];
  const role = tone === "danger" || tone === "warning" ? { role: "alert" } : {};
  return (
    <div className={classNames(styles.notice, toneClass(tone))} {...role}>
      <Icon aria-hidden />
      <div className={styles.noticeBody}>{children}</div>
      {action}
    </div>
  );
}

/** Shown while the first answer is on its way. */
export function Loading({ label }: { label: string }) {
  return (
    <div className={styles.spinnerRow} role="status">
      <LoaderCircle className={button.spinner} width={16} height={16} aria-hidden />
      {label}
    </div>
  );
}
