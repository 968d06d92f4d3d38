/** What a page says when there is nothing yet: what belongs here and the next step. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Display.module.css";

export interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** 1 where the page has no other heading. */
  level?: 1 | 2;
  children?: ReactNode;
  actions?: ReactNode;
}

export function EmptyState({ icon: Icon, title, level = 2, children, actions }: EmptyStateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles.empty}>
      <Icon aria-hidden />
      <Heading>{title}</Heading>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className={styles.emptyActions}>{actions}</div>}
    </div>
  );
}
