/** Each class of the dataset beside what it becomes in the project. */
import { Ellipsis } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { ClassChoice, DatasetImport, FoundClass, LabelClass } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button, LinkButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { Segmented } from "../../ui/Segmented";
import { SearchField } from "../../ui/TextField";
import { ClassRows } from "./ClassRows";
import {
  choiceKind,
  type ChoiceKind,
  defaultChoice,
  shownClasses,
  summary,
  withChoice,
} from "./choices";
import styles from "./Imports.module.css";
import { stepHref } from "./steps";
import type { Choices } from "./useChoices";

const filters = ["all", "same", "similar", "new", "other", "drop"] as const;
type Filter = (typeof filters)[number];

export interface ClassesStepProps {
  row: DatasetImport;
  classes: readonly LabelClass[];
  choices: Choices;
}

export function ClassesStep({ row, classes, choices }: ClassesStepProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const [isLeaving, setLeaving] = useState(false);
  const found = useMemo(() => row.findings?.classes ?? [], [row.findings]);
  const byId = new Map(choices.all.map((choice) => [choice.class_id, choice]));
  const shown = useMemo(
    () => shownClasses(choices.all, found, classes),
    [choices.all, found, classes],
  );
  const kinds = new Map<number, ChoiceKind>(
    found.map((each) => [
      each.class_id,
      choiceKind(byId.get(each.class_id) ?? defaultChoice(each), each),
    ]),
  );
  const isFound = (each: FoundClass) =>
    (filter === "all" || kinds.get(each.class_id) === filter) &&
    each.name.toLowerCase().includes(search.trim().toLowerCase());
  const visible = found.filter(isFound);
  const change = (choice: ClassChoice) => {
    choices.change(withChoice(choices.all, choice, found));
  };
  // Not while a change is being kept: that would swallow the press. Saving waits for its turn.
  const next = async () => {
    setLeaving(true);
    if (await choices.save()) navigate(stepHref(row.project, row.id, "preview"));
    else setLeaving(false);
  };
  const sums = summary(choices.all, found);
  const num = (kind: Filter) =>
    kind === "all" ? found.length : [...kinds.values()].filter((each) => each === kind).length;
  return (
    <>
      <p className={styles.muted}>{t("imports.classes.lede")}</p>
      <div className={styles.filterBar}>
        <Segmented
          label={t("imports.classes.show")}
          value={filter}
          onChange={setFilter}
          parts={filters
            .filter((each) => each === "all" || each === filter || num(each) > 0)
            .map((value) => ({
              value,
              content: `${t(`imports.classes.filters.${value}`)} ${num(value)}`,
            }))}
        />
        <div className={styles.search}>
          <SearchField
            label={t("imports.classes.search")}
            clearLabel={t("imports.classes.clear")}
            placeholder={t("imports.classes.search")}
            value={search}
            onChange={setSearch}
          />
        </div>
        <Bulk visible={visible} choices={choices} found={found} />
      </div>
      <ClassRows
        visible={visible}
        found={found}
        classes={classes}
        choices={choices}
        shown={shown}
        kinds={kinds}
        onChange={change}
      />
      <div className={styles.foot}>
        {choices.error !== null && (
          <div className={styles.footNotice}>
            <Notice tone="danger">{choices.error.message}</Notice>
          </div>
        )}
        <LinkButton href={stepHref(row.project, row.id, "contents")}>
          {t("imports.back")}
        </LinkButton>
        <span className={styles.muted} aria-live="polite">
          {t("imports.classes.summary", { ...sums })}
          {sums.droppedSegments > 0 &&
            ` · ${t("imports.classes.droppedNote", { count: sums.droppedSegments })}`}
        </span>
        <Button variant="primary" isPending={isLeaving} onPress={() => void next()}>
          {t("imports.next")}
        </Button>
      </div>
    </>
  );
}

interface BulkProps {
  visible: readonly FoundClass[];
  found: readonly FoundClass[];
  choices: Choices;
}

/** One choice for all classes that the filter shows. */
function Bulk({ visible, found, choices }: BulkProps) {
  const { t } = useTranslation();
  const all = (make: (each: FoundClass) => ClassChoice) => () => {
    choices.change(
      visible.reduce<readonly ClassChoice[]>(
        (current, each) => withChoice(current, make(each), found),
        choices.all,
      ),
    );
  };
  const plain = (each: FoundClass, action: "new" | "drop"): ClassChoice => ({
    class_id: each.class_id,
    action,
    target: null,
    name: action === "new" ? each.name : "",
    color: action === "new" ? each.color : "",
  });
  return (
    <Menu
      label={t("imports.classes.bulk")}
      trigger={<Button icon={<Ellipsis aria-hidden />}>{t("imports.classes.bulk")}</Button>}
      actions={[
        { id: "name", label: t("imports.classes.bulkName"), onAction: all(defaultChoice) },
        {
          id: "new",
          label: t("imports.classes.bulkNew"),
          onAction: all((each) =>
            each.match === "same" ? defaultChoice(each) : plain(each, "new"),
          ),
        },
        {
          id: "empty",
          label: t("imports.classes.bulkEmpty"),
          onAction: all((each) =>
            each.num_segments + each.num_weak > 0
              ? (choices.all.find(({ class_id }) => class_id === each.class_id) ??
                defaultChoice(each))
              : plain(each, "drop"),
          ),
        },
        {
          id: "drop",
          label: t("imports.classes.bulkDrop"),
          onAction: all((each) => plain(each, "drop")),
        },
      ]}
    />
  );
}
