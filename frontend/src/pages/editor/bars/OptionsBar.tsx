/** The bar of settings under the top bar: history, the tool's options, opacity, zoom. */

import { Contrast, Eye, EyeOff, Maximize, Minus, Plus, Redo2, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, IconToggle } from "../../../ui/IconButton";
import { type CommandId, commandOf } from "../commands";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Bars.module.css";
import { Display } from "./display/Display";
import { ToolOptions } from "./options";
import { ZoomMenu } from "./ZoomMenu";
import { shortcutOf } from "./shortcutOf";
import { Slider } from "./Slider";

export function OptionsBar() {
  const { t } = useTranslation();
  const { readOnly } = useEditorPage();
  const tool = useEditorState((state) => state.tool);
  return (
    <div className={styles.options} role="toolbar" aria-label={t("editor.options")}>
      <History />
      <span className={styles.divider} aria-hidden />
      {readOnly === null ? (
        <ToolOptions tool={tool} />
      ) : (
        <p className={styles.hint}>{t(`editor.readOnly.${readOnly}`)}</p>
      )}
      <span className={styles.spacer} />
      <Opacity />
      <span className={styles.divider} aria-hidden />
      <Zoom />
    </div>
  );
}

function History() {
  const { t } = useTranslation();
  const { editor, canEdit } = useEditorPage();
  const canUndo = useEditorState((state) => state.canUndo);
  const canRedo = useEditorState((state) => state.canRedo);
  return (
    <div className={styles.group}>
      <IconButton
        icon={Undo2}
        label={t("editor.commands.undo")}
        shortcut={shortcutOf("undo")}
        isDisabled={!canUndo || !canEdit}
        onPress={() => editor.undo()}
      />
      <IconButton
        icon={Redo2}
        label={t("editor.commands.redo")}
        shortcut={shortcutOf("redo")}
        isDisabled={!canRedo || !canEdit}
        onPress={() => editor.redo()}
      />
    </div>
  );
}

function Opacity() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const opacity = useEditorState((state) => state.opacity);
  return (
    <div className={styles.group}>
      <Slider
        label={t("editor.opacity")}
        icon={<Contrast aria-hidden />}
        isShort
        min={0}
        max={100}
        step={1}
        value={Math.round(opacity * 100)}
        text={t("editor.zoomPercent", { percent: Math.round(opacity * 100) })}
        onChange={(percent) => editor.setOpacity(percent / 100)}
      />
      <MasksToggle />
      <Display />
    </div>
  );
}

function MasksToggle() {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const areHidden = useEditorState(
    ({ segments, hiddenUids }) =>
      segments.size > 0 && [...segments.keys()].every((uid) => hiddenUids.has(uid)),
  );
  return (
    <IconToggle
      icon={areHidden ? EyeOff : Eye}
      label={t(areHidden ? "editor.segments.showAll" : "editor.segments.hideAll")}
      shortcut={shortcutOf("toggleMasks")}
      isSelected={areHidden}
      onChange={() => commandOf("toggleMasks").run(commands)}
    />
  );
}

function Zoom(): ReactNode {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const run = (id: CommandId) => () => commandOf(id).run(commands);
  return (
    <div className={styles.group} role="group" aria-label={t("editor.zoom")}>
      <IconButton
        icon={Minus}
        label={t("editor.commands.zoomOut")}
        shortcut={shortcutOf("zoomOut")}
        onPress={run("zoomOut")}
      />
      <ZoomMenu />
      <IconButton
        icon={Plus}
        label={t("editor.commands.zoomIn")}
        shortcut={shortcutOf("zoomIn")}
        onPress={run("zoomIn")}
      />
      <IconButton
        icon={Maximize}
        label={t("editor.commands.fit")}
        shortcut={shortcutOf("fit")}
        onPress={run("fit")}
      />
    </div>
  );
}
