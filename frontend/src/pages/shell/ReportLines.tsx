/** Lines that a job wrote about its work, under a heading with their number. */
import styles from "./Report.module.css";

/** A line is words, or a record with the name of what it is about. */
export type ReportLine = string | { name?: string; message?: string };

function words(line: ReportLine): string {
  if (typeof line === "string") return line;
  return [line.name, line.message].filter(Boolean).join(": ");
}

export interface ReportLinesProps {
  title: string;
  lines: readonly ReportLine[];
  /** Of the heading: 2 straight below a page's title. */
  level?: 2 | 3;
}

export function ReportLines({ title, lines, level = 3 }: ReportLinesProps) {
  if (lines.length === 0) return null;
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={styles.report}>
      <Heading>
        {title} ({lines.length})
      </Heading>
      <ul tabIndex={0} aria-label={title}>
        {lines.map((line, index) => (
          <li key={index}>{words(line)}</li>
        ))}
      </ul>
    </section>
  );
}
