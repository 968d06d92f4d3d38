/** The tools at the left edge, one key each. */

import {
  Brush,
  Eraser,
  Hand,
  type LucideIcon,
  MousePointer2,
  Pentagon,
  SquareDashedMousePointer,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ToolName } from "../../../editor";
import { IconToggle } from "../../../ui/IconButton";
import { commandOf } from "../commands";
import { useEditorPage, useEditorState } from "../EditorContext";
import { isMacPlatform, keyLabel } from "../keys";
import styles from "./Bars.module.css";

const TOOLS: readonly { name: ToolName; icon: LucideIcon; edits: boolean }[] = [
  { name: "select", icon: MousePointer2, edits: true },
  { name: "brush", icon: Brush, edits: true },
  { name: "eraser", icon: Eraser, edits: true },
  { name: "polygon", icon: Pentagon, edits: true },
  { name: "box", icon: SquareDashedMousePointer, edits: true },
  { name: "pan", icon: Hand, edits: false },
];

export function ToolStrip() {
  const { t } = useTranslation();
  const { editor, canEdit } = useEditorPage();
  const active = useEditorState((state) => state.tool);
  return (
    <div
      className={styles.tools}
      role="toolbar"
      aria-orientation="vertical"
      aria-label={t("editor.toolbar")}
    >
      {TOOLS.map(({ name, icon, edits }) => (
        <IconToggle
          key={name}
          icon={icon}
          label={t(`editor.tools.${name}`)}
          shortcut={keyLabel(commandOf(name).keys[0] ?? "", isMacPlatform())}
          placement="right"
          isSelected={active === name}
          isDisabled={edits && !canEdit}
          onChange={() => editor.setTool(name)}
        />
      ))}
    </div>
  );
}
