/** Nothing is left: said plainly, with where one may want to go from here. */

import { CircleCheckBig } from "lucide-react";
import { useTranslation } from "react-i18next";
import { filtersOf, isNarrowed, noFilters, searchOf } from "../../../api/galleryFilters";
import { Button, LinkButton } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { useEditorPage } from "../EditorContext";
import styles from "./People.module.css";

export function DoneDialog() {
  const { t } = useTranslation();
  const { project, goingOn } = useEditorPage();
  const gallery = `/projects/${project.id}`;
  const isFiltered = isNarrowed(filtersOf(goingOn.search));
  const submitted = searchOf({ ...noFilters, state: "submitted" });
  return (
    <Dialog
      title={t("editor.goingOn.doneTitle")}
      isOpen={goingOn.isDone}
      onClose={goingOn.closeDone}
      size="narrow"
      actions={
        <>
          <Button variant="quiet" onPress={goingOn.closeDone}>
            {t("editor.goingOn.stay")}
          </Button>
          <LinkButton href={`${gallery}${goingOn.search}`} variant="primary">
            {t("editor.goingOn.toGallery")}
          </LinkButton>
        </>
      }
    >
      <p className={styles.done}>
        <CircleCheckBig aria-hidden />
        {t(isFiltered ? "editor.goingOn.doneFiltered" : "editor.goingOn.done")}
      </p>
      <p className={styles.links}>
        {isFiltered && (
          <LinkButton
            size="small"
            href={`${gallery}${searchOf({ ...noFilters, needs_work: true })}`}
          >
            {t("editor.goingOn.toAll")}
          </LinkButton>
        )}
        <LinkButton size="small" href={`${gallery}${submitted}`}>
          {t("editor.goingOn.toSubmitted")}
        </LinkButton>
        <LinkButton size="small" href={`${gallery}/exports`}>
          {t("editor.goingOn.toExports")}
        </LinkButton>
      </p>
    </Dialog>
  );
}
