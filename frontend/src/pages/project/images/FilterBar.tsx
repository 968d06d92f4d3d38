/** Narrow the gallery: by state (with how many there are), split, name; and order it. */
import { Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ImageFilters } from "../../../api/galleryFilters";
import type { AnnotationState } from "../../../api/types";
import { classNames } from "../../../ui/classNames";
import { Segmented } from "../../../ui/Segmented";
import { Select } from "../../../ui/Select";
import { SearchField } from "../../../ui/TextField";
import { StateDot } from "../../shell/StateBar";
import styles from "./Images.module.css";

const states: readonly AnnotationState[] = [
  "new",
  "in_progress",
  "submitted",
  "approved",
  "returned",
];

export interface FilterBarProps {
  counts: Record<AnnotationState, number>;
  filters: ImageFilters;
  onChange: (filters: ImageFilters) => void;
}

export function FilterBar({ counts, filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const all = states.reduce((sum, state) => sum + counts[state], 0);
  return (
    <div className={styles.filters}>
      <Segmented<AnnotationState | "all">
        label={t("images.byState")}
        value={filters.state === "" ? "all" : filters.state}
        onChange={(state) => onChange({ ...filters, state: state === "all" ? "" : state })}
        parts={[
          { value: "all", content: <Counted count={all}>{t("images.all")}</Counted> },
          ...states.map((state) => ({
            value: state,
            content: (
              <Counted count={counts[state]}>
                <StateDot state={state} />
                {t(`states.${state}`)}
              </Counted>
            ),
          })),
        ]}
      />
      <Toggle
        isOn={filters.needs_work}
        onChange={(needs_work) => onChange({ ...filters, needs_work })}
      >
        {t("images.needsWork")}
      </Toggle>
      <Toggle
        isOn={filters.has_suggestions}
        onChange={(has_suggestions) => onChange({ ...filters, has_suggestions })}
      >
        <Sparkles aria-hidden />
        {t("images.hasSuggestions")}
      </Toggle>
      <div className={styles.search}>
        <SearchField
          label={t("images.search")}
          clearLabel={t("images.clearSearch")}
          placeholder={t("images.search")}
          value={filters.q}
          onChange={(q) => onChange({ ...filters, q })}
        />
      </div>
      <div className={styles.narrow}>
        <Select
          aria-label={t("images.split")}
          value={filters.split === "" ? "any" : filters.split}
          onChange={(split) => onChange({ ...filters, split: split === "any" ? "" : split })}
          options={(["any", "train", "val", "test", "none"] as const).map((value) => ({
            value,
            label: t(`splits.${value}`),
          }))}
        />
      </div>
      <div className={styles.narrow}>
        <Select
          aria-label={t("images.order")}
          value={filters.ordering}
          onChange={(ordering) => onChange({ ...filters, ordering })}
          options={[
            { value: "name", label: t("images.byName") },
            { value: "-created_at", label: t("images.newest") },
          ]}
        />
      </div>
    </div>
  );
}

interface ToggleProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
}

function Toggle({ isOn, onChange, children }: ToggleProps) {
  return (
    <ToggleButton isSelected={isOn} onChange={onChange} className={classNames(styles.toggle)}>
      {children}
    </ToggleButton>
  );
}

function Counted({ count, children }: { count: number; children: ReactNode }) {
  return (
    <>
      {children} <span className={styles.count}>{count}</span>
    </>
  );
}
