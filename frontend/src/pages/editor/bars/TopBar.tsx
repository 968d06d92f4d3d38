/** The top bar: where one is, the way to the neighbours, whether the work is kept, and its state. */

import {
  ArrowLeft,
  ChevronLeft,
  ChevronRight,
  ChevronsRight,
  CircleQuestionMark,
  History,
  PanelRight,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Badge } from "../../../ui/Badge";
import { IconButton, IconToggle, Tip } from "../../../ui/IconButton";
import button from "../../../ui/Button.module.css";
import { classNames } from "../../../ui/classNames";
import { useEditorPage } from "../EditorContext";
import { OthersAvatars } from "../people/OthersBanner";
import { setPanelOpen, useIsPanelOpen } from "../panel/panelStore";
import styles from "./Bars.module.css";
import { shortcutOf } from "./shortcutOf";
import { SaveStatus } from "./SaveStatus";
import { StateActions } from "./StateActions";

export function TopBar() {
  const { t } = useTranslation();
  const { image, project, goingOn, commands, annotationState } = useEditorPage();
  return (
    <div className={styles.top}>
      <Tip label={t("editor.backToImages")}>
        <Link
          href={`/projects/${project.id}${goingOn.search}`}
          className={classNames(button.button, button.icon, button.quiet)}
          aria-label={t("editor.backToImages")}
        >
          <ArrowLeft aria-hidden />
        </Link>
      </Tip>
      <h1 className={styles.place}>
        <span className={styles.project} title={project.name}>
          {project.name}
        </span>
        <ChevronRight aria-hidden />
        <span className={styles.name} title={image.name}>
          <bdi>{image.name}</bdi>
        </span>
      </h1>
      <nav className={styles.group} aria-label={t("editor.navigation")}>
        <IconButton
          icon={ChevronLeft}
          label={t("editor.commands.previousImage")}
          shortcut={shortcutOf("previousImage")}
          isDisabled={image.previous_id === null}
          onPress={() => commands.goTo("previous")}
        />
        <span className={styles.position}>
          {t("editor.position", { index: image.index + 1, total: image.total })}
        </span>
        <IconButton
          icon={ChevronRight}
          label={t("editor.commands.nextImage")}
          shortcut={shortcutOf("nextImage")}
          isDisabled={image.next_id === null}
          onPress={() => commands.goTo("next")}
        />
        <IconButton
          icon={ChevronsRight}
          label={t("editor.commands.nextWork")}
          shortcut={shortcutOf("nextWork")}
          onPress={() => commands.goTo("nextWork")}
        />
      </nav>
      <span className={styles.spacer} />
      <OthersAvatars />
      <IconButton
        icon={History}
        label={t("editor.commands.history")}
        shortcut={shortcutOf("history")}
        onPress={commands.toggleHistory}
      />
      <SaveStatus />
      <span data-testid="annotation-state" data-state={annotationState}>
        <Badge tone={toneOf[annotationState]}>{t(`editor.state.${annotationState}`)}</Badge>
      </span>
      <StateActions />
      <IconButton
        icon={CircleQuestionMark}
        label={t("editor.help.title")}
        shortcut={shortcutOf("help")}
        onPress={commands.openHelp}
      />
      <PanelToggle />
    </div>
  );
}

function PanelToggle() {
  const { t } = useTranslation();
  const isOpen = useIsPanelOpen();
  return (
    <IconToggle
      icon={PanelRight}
      label={t("editor.commands.togglePanel")}
      shortcut={shortcutOf("togglePanel")}
      isSelected={isOpen}
      onChange={setPanelOpen}
    />
  );
}

const toneOf = {
  new: "neutral",
  in_progress: "warning",
  submitted: "accent",
  approved: "success",
  returned: "danger",
} as const;
