/** The head of a section of the panel; closing one makes room for the others. */

import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Panel.module.css";

interface SectionHeadProps {
  title: string;
  count?: number;
  countTestId?: string;
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  children?: ReactNode;
}

export function SectionHead({
  title,
  count,
  countTestId,
  isOpen,
  onToggle,
  children,
}: SectionHeadProps) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className={styles.head}>
      <h2>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          onClick={() => onToggle(!isOpen)}
        >
          <Chevron aria-hidden />
          {title}
        </button>
      </h2>
      {count !== undefined && (
        <span className={styles.count} data-testid={countTestId}>
          {count}
        </span>
      )}
      <span className={styles.grow} />
      {children}
    </div>
  );
}
