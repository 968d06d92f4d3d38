/** Lines that a job wrote about its work, under a heading with their number. */
import styles from "./Report.module.css";

/** A line is words, or a record with the name of what it is about. */
export type ReportLine = string | { name?: string; message?: string };

function words(line: ReportLine): string {
  if (typeof line === "string") return line;
  return [line.name, line.message].filter(Boolean).join(": ");
}

export function ReportLines({ title, lines }: { title: string; lines: readonly ReportLine[] }) {
  if (lines.length === 0) return null;
  return (
    <section className={styles.report}>
      <h3>
        {title} ({lines.length})
      </h3>
      <ul tabIndex={0} aria-label={title}>
        {lines.map((line, index) => (
          <li key={index}>{words(line)}</li>
        ))}
      </ul>
    </section>
  );
}
