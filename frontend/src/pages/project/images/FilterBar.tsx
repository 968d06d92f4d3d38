/** Narrow the gallery: by state (with how many there are), split, name; and order it. */
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ImageFilters } from "../../../api/images";
import type { AnnotationState } from "../../../api/types";
import { classNames } from "../../../ui/classNames";
import { Select } from "../../../ui/Select";
import { SearchField } from "../../../ui/TextField";
import { StateDot } from "../../shell/StateBar";
import styles from "./Images.module.css";

export const noFilters: ImageFilters = { state: "", split: "", q: "", ordering: "name" };

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
      <ToggleButtonGroup
        aria-label={t("images.byState")}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filters.state === "" ? "all" : filters.state]}
        onSelectionChange={(keys) => {
          const [key] = [...keys] as (AnnotationState | "all")[];
          onChange({ ...filters, state: key === undefined || key === "all" ? "" : key });
        }}
        className={classNames(styles.states)}
      >
        <ToggleButton id="all" className={classNames(styles.state)}>
          {t("images.all")} <span>{all}</span>
        </ToggleButton>
        {states.map((state) => (
          <ToggleButton key={state} id={state} className={classNames(styles.state)}>
            <StateDot state={state} />
            {t(`states.${state}`)} <span>{counts[state]}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
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
