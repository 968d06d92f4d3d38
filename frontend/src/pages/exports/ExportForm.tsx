/** What to export: format, version, splits, classes, pictures; what that leaves out; a preview. */
import { useQueryClient } from "@tanstack/react-query";
import { Eye, PackagePlus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { exportsKey, startExport, useExportCheck } from "../../api/exports";
import { useClasses } from "../../api/projects";
import type { Format, Project } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Select";
import { errorText } from "../shell/errorText";
import { chosenOptions } from "./chosenOptions";
import { ClassFields } from "./ClassFields";
import { newDraft, problemOf, requestOf } from "./draft";
import styles from "./Exports.module.css";
import { FormatList } from "./FormatList";
import { Losses } from "./Losses";
import { PictureFields } from "./PictureFields";
import { PreviewDialog } from "./PreviewDialog";
import { SplitFields } from "./SplitFields";
import { StateChoice } from "./StateChoice";
import { useLater } from "./useLater";
import { VersionSelect } from "./VersionSelect";

const stillMs = 350;

export interface ExportFormProps {
  project: Project;
  formats: readonly Format[];
  /** The snapshot that the page's address names. */
  version: number | null;
  /** An export is in the list now. */
  onStarted: () => void;
}

export function ExportForm({ project, formats, version, onStarted }: ExportFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const classes = useClasses(project.id).data ?? [];
  const [draft, setDraft] = useState(() => newDraft(formats[0]?.name ?? "", version));
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const [isPreviewing, setPreviewing] = useState(false);
  const format = formats.find((each) => each.name === draft.format) ?? formats[0];
  const request = useMemo(() => (format ? requestOf(draft, format) : null), [draft, format]);
  const inStates = draft.states.reduce((sum, state) => sum + project.state_counts[state], 0);
  const isChosen = problemOf(draft) === null && (draft.version !== null || inStates > 0);
  const asked = useLater(isChosen ? request : null, stillMs);
  const check = useExportCheck(project.id, asked);
  const isGone = check.error instanceof ApiError && check.error.status === 404;
  const isComplete = isChosen && !isGone;
  if (!format || !request) return null;
  const count = draft.version === null ? inStates : (check.data?.num_images ?? 0);
  const isStale = check.isFetching || asked !== request;
  const options = chosenOptions(format, draft.options);
  const choose = (choices: typeof draft.choices) => setDraft({ ...draft, choices });

  const submit = async () => {
    setPending(true);
    setError(null);
    try {
      await startExport(project.id, request);
      await client.invalidateQueries({ queryKey: exportsKey(project.id) });
      void client.invalidateQueries({ queryKey: ["project", project.id, "jobs"] });
      onStarted();
    } catch (failure) {
      setError(errorText(failure));
    } finally {
      setPending(false);
    }
  };

  return (
    <>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) void submit();
        }}
      >
        <FormatList
          formats={formats}
          value={format.name}
          onChange={(name) => setDraft({ ...draft, format: name })}
        />
        <div className={styles.choices}>
          <div>
            <h2>{format.title}</h2>
            <p className={styles.description}>{format.description}</p>
          </div>
          <VersionSelect
            project={project}
            value={draft.version}
            onChange={(next) => setDraft({ ...draft, version: next })}
          />
          {draft.version === null && (
            <StateChoice
              project={project}
              states={draft.states}
              onChange={(states) => setDraft({ ...draft, states })}
            />
          )}
          {format.options.length > 0 && (
            <div className={styles.options}>
              {format.options.map((option) => (
                <Select
                  key={`${format.name}.${option.name}`}
                  label={option.title}
                  value={options[option.name] ?? option.default}
                  onChange={(value) =>
                    setDraft({ ...draft, options: { ...draft.options, [option.name]: value } })
                  }
                  options={option.choices.map((choice) => ({ value: choice, label: choice }))}
                />
              ))}
            </div>
          )}
          <div>
            <SplitFields choices={draft.choices} onChange={choose} />
            <ClassFields choices={draft.choices} onChange={choose} classes={classes} />
            <PictureFields
              choices={draft.choices}
              onChange={choose}
              classes={classes}
              hasPictures={draft.hasPictures}
              onPictures={(hasPictures) => setDraft({ ...draft, hasPictures })}
            />
          </div>
          {isComplete && (
            <Losses format={format} check={check.data} error={check.error} isStale={isStale} />
          )}
          {isGone && <Notice tone="warning">{t("exports.versionGone")}</Notice>}
          {draft.version === null && inStates === 0 && (
            <p className={styles.hint}>{t("exports.nothing")}</p>
          )}
          {error !== null && <Notice tone="danger">{error}</Notice>}
          <div className={styles.submit}>
            <Button
              icon={<Eye aria-hidden />}
              isDisabled={!isComplete}
              onPress={() => setPreviewing(true)}
            >
              {t("exports.preview")}
            </Button>
            <Button
              type="submit"
              variant="primary"
              icon={<PackagePlus aria-hidden />}
              isPending={isPending}
              isDisabled={!isComplete || (!isStale && typeof check.data?.refused === "string")}
            >
              {t("exports.start", { count })}
            </Button>
          </div>
        </div>
      </form>
      {isPreviewing && (
        <PreviewDialog
          projectId={project.id}
          format={format}
          request={request}
          onClose={() => setPreviewing(false)}
        />
      )}
    </>
  );
}
