/** A part of the form that is closed until wanted; its head says what is chosen in it. */
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import styles from "./Section.module.css";

export interface SectionProps {
  title: string;
  chosen: string;
  children: ReactNode;
}

export function Section({ title, chosen, children }: SectionProps) {
  return (
    <Disclosure className={styles.section ?? ""}>
      <Heading level={3} className={styles.heading}>
        <Button slot="trigger" className={styles.trigger ?? ""}>
          <ChevronRight aria-hidden />
          <span className={styles.title}>{title}</span>
          <span className={styles.chosen}>{chosen}</span>
        </Button>
      </Heading>
      <DisclosurePanel className={styles.panel ?? ""}>
        <div className={styles.content}>{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
