/** Where one is in the import; steps that can be gone to are links. */
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { classNames } from "../../ui/classNames";
import styles from "./Imports.module.css";
import { type Step, steps } from "./steps";

export interface StepBarProps {
  current: Step;
  /** The address of a step; null where it cannot be gone to. */
  hrefOf: (step: Step) => string | null;
}

export function StepBar({ current, hrefOf }: StepBarProps) {
  const { t } = useTranslation();
  const at = steps.indexOf(current);
  return (
    <nav aria-label={t("imports.steps.label")}>
      <ol className={styles.steps}>
        {steps.map((step, index) => {
          const href = hrefOf(step);
          const content = (
            <>
              <span className={styles.stepMark} aria-hidden>
                {index < at ? <Check /> : index + 1}
              </span>
              {t(`imports.steps.${step}`)}
            </>
          );
          const className = classNames(styles.step, index < at && styles.stepDone);
          const current = index === at ? ({ "aria-current": "step" } as const) : {};
          return (
            <li key={step}>
              {href === null || index === at ? (
                <span className={className} {...current}>
                  {content}
                </span>
              ) : (
                <Link href={href} className={className}>
                  {content}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
