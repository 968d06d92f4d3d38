/** Rename, order, retire and merge classes: put together, foretold, applied at once, undone. */
import { useQueryClient } from "@tanstack/react-query";
import { Archive, ChevronLeft, Merge } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { isOpen, surgeriesKey, useClassExamples, useSurgeries } from "../../../../api/classSurgery";
import { hasRole, useClasses } from "../../../../api/projects";
import type { LabelClass, Project, Surgery } from "../../../../api/types";
import { Loading, Notice } from "../../../../ui/Badge";
import { Button } from "../../../../ui/Button";
import page from "../../../shell/Page.module.css";
import { ProjectGate } from "../../../shell/ProjectGate";
import { sectionHref } from "../../../shell/sections";
import { LoadError } from "../../../shell/Shell";
import { ChangesPanel } from "./ChangesPanel";
import { changesOf, type Draft, emptyDraft, isInUse, merged, ordered, retired } from "./draft";
import { EarlierChanges } from "./EarlierChanges";
import { focusPanel, panelId } from "./focusPanel";
import { MergeDialog } from "./MergeDialog";
import { RunningPanel } from "./RunningPanel";
import styles from "./Surgery.module.css";
import { SurgeryTable } from "./SurgeryTable";
import { UndoDialog } from "./UndoDialog";
import { useEndOfSurgery } from "./useEndOfSurgery";
import { namer } from "./words";

export function SurgeryPage({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  return (
    <ProjectGate projectId={projectId} title={t("classSurgery.title")}>
      {(project) => <Content project={project} />}
    </ProjectGate>
  );
}

function Content({ project }: { project: Project }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const classes = useClasses(project.id);
  const surgeries = useSurgeries(project.id);
  const [undoing, setUndoing] = useState<Surgery | null>(null);
  const canManage = hasRole(project.role, "manager");
  const stored = useMemo(() => retiredLast(classes.data ?? []), [classes.data]);
  const running = surgeries.data?.find(isOpen);
  const refresh = () => void queries.invalidateQueries({ queryKey: surgeriesKey(project.id) });
  useEndOfSurgery(project.id, surgeries.data, setUndoing);
  return (
    <div className={page.stack}>
      <div>
        <Link href={sectionHref(project.id, "classes")} className={styles.back}>
          <ChevronLeft aria-hidden />
          {t("classSurgery.back")}
        </Link>
        <h1>{t(canManage ? "classSurgery.title" : "classSurgery.history")}</h1>
        {canManage && <p className={page.lede}>{t("classSurgery.lede")}</p>}
      </div>
      {!canManage && <Notice>{t("classSurgery.managersOnly")}</Notice>}
      {classes.isError && (
        <LoadError error={classes.error} onRetry={() => void classes.refetch()} />
      )}
      {surgeries.isError && (
        <LoadError error={surgeries.error} onRetry={() => void surgeries.refetch()} />
      )}
      {(classes.isPending || surgeries.isPending) && <Loading label={t("ui.loading")} />}
      {classes.data?.length === 0 && <p>{t("classSurgery.none")}</p>}
      {canManage && classes.data && classes.data.length > 0 && surgeries.data && (
        <Workbench project={project} stored={stored} running={running} onChanged={refresh} />
      )}
      {surgeries.data && classes.data && (
        <EarlierChanges
          surgeries={surgeries.data}
          rows={classes.data}
          onUndo={canManage ? setUndoing : null}
          isLocked={running !== undefined}
        />
      )}
      {undoing !== null && classes.data && (
        <UndoDialog
          projectId={project.id}
          surgery={undoing}
          rows={classes.data}
          onQueued={() => {
            setUndoing(null);
            refresh();
            focusPanel();
          }}
          onClose={() => setUndoing(null)}
        />
      )}
    </div>
  );
}

function retiredLast(rows: readonly LabelClass[]): LabelClass[] {
  return [...rows].sort((a, b) => Number(a.retired_at !== null) - Number(b.retired_at !== null));
}

interface WorkbenchProps {
  project: Project;
  stored: readonly LabelClass[];
  running: Surgery | undefined;
  onChanged: () => void;
}

function Workbench({ project, stored, running, onChanged }: WorkbenchProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useDraft(project.id);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [merging, setMerging] = useState<readonly number[] | null>(null);
  const found = useClassExamples(project.id);
  const examples = useMemo(
    () => new Map(found.data?.map((each) => [each.class_id, each])),
    [found.data],
  );
  const changes = useMemo(() => changesOf(draft, stored), [draft, stored]);
  const rows = ordered(draft, stored);
  const targets = rows.filter((row) => isInUse(draft, row));
  const storedName = namer(t, stored);
  const isLocked = running !== undefined;
  const pick = (ids: Iterable<number>): LabelClass[] => {
    const wanted = new Set(ids);
    return rows.filter(({ class_id }) => wanted.has(class_id));
  };
  const mergeable = (ids: Iterable<number>): LabelClass[] =>
    pick(ids).filter(({ merged_into }) => merged_into === null);
  return (
    <div className={styles.bench}>
      <div className={styles.main}>
        <ChosenBar
          count={isLocked ? 0 : pick(chosen).length}
          onMerge={() => setMerging([...chosen])}
          onRetire={() => {
            const active = pick(chosen).filter((row) => isInUse(draft, row));
            setDraft(active.reduce(retired, draft));
            setChosen(new Set());
            focusPanel();
          }}
          onNone={() => setChosen(new Set())}
        />
        <SurgeryTable
          rows={rows}
          stored={stored}
          draft={draft}
          onDraft={setDraft}
          chosen={chosen}
          onChoose={setChosen}
          examples={examples}
          onMerge={setMerging}
          isLocked={isLocked}
        />
      </div>
      <aside
        id={panelId}
        tabIndex={-1}
        className={styles.panel}
        aria-label={t("classSurgery.panel.title")}
      >
        <h2>{t("classSurgery.panel.title")}</h2>
        {running === undefined ? (
          <ChangesPanel
            projectId={project.id}
            rows={stored}
            draft={draft}
            changes={changes}
            onDraft={setDraft}
            onApplied={() => {
              setDraft(emptyDraft);
              setChosen(new Set());
              onChanged();
              focusPanel();
            }}
          />
        ) : (
          <RunningPanel key={running.id} surgery={running} rows={stored} onChanged={onChanged} />
        )}
      </aside>
      {merging !== null && (
        <MergeDialog
          chosen={mergeable(merging)}
          targets={targets}
          nameOf={(classId) => draft.names.get(classId) ?? storedName(classId)}
          examples={examples}
          onMerge={(target) => {
            const sources = mergeable(merging).map(({ class_id }) => class_id);
            setDraft(merged(draft, sources, target));
            setMerging(null);
            setChosen(new Set());
            focusPanel();
          }}
          onClose={() => setMerging(null)}
        />
      )}
    </div>
  );
}

/** What was put together outlives a look at another page. */
const drafts = new Map<number, Draft>();

function useDraft(projectId: number): [Draft, (draft: Draft) => void] {
  const [draft, setDraft] = useState(() => drafts.get(projectId) ?? emptyDraft);
  const keep = (next: Draft): void => {
    drafts.set(projectId, next);
    setDraft(next);
  };
  return [draft, keep];
}

interface ChosenBarProps {
  count: number;
  onMerge: () => void;
  onRetire: () => void;
  onNone: () => void;
}

/** Keeps its place while nothing is chosen: the table must not jump under the pointer. */
function ChosenBar({ count, onMerge, onRetire, onNone }: ChosenBarProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.chosen} role="toolbar" aria-label={t("ui.actions")}>
      <span className={styles.hint}>{t("classSurgery.chosen", { count })}</span>
      <Button size="small" icon={<Merge aria-hidden />} isDisabled={count === 0} onPress={onMerge}>
        {t("classSurgery.mergeChosen")}
      </Button>
      <Button
        size="small"
        icon={<Archive aria-hidden />}
        isDisabled={count === 0}
        onPress={onRetire}
      >
        {t("classSurgery.retireChosen")}
      </Button>
      {count > 0 && (
        <Button size="small" variant="quiet" onPress={onNone}>
          {t("classSurgery.chooseNone")}
        </Button>
      )}
    </div>
  );
}
