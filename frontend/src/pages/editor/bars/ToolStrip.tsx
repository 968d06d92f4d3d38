/** The tools at the left edge, one key each: what is alike stands together, and what does not fit scrolls. */

import {
  Brush,
  ChevronDown,
  ChevronUp,
  Circle,
  Eraser,
  Grid3x3,
  Hand,
  Lasso,
  Slice,
  type LucideIcon,
  MousePointer2,
  PaintBucket,
  Pentagon,
  Ruler,
  Scissors,
  Square,
  SquareDashed,
  WandSparkles,
  Waves,
} from "lucide-react";
import { Fragment, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ToolName } from "../../../editor";
import { IconToggle } from "../../../ui/IconButton";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Bars.module.css";
import { shortcutOf } from "./shortcutOf";

type Entry = readonly [name: ToolName, icon: LucideIcon];

/** As the rows of segments show what something was made with. */
const GROUPS: readonly (readonly Entry[])[] = [
  [
    ["select", MousePointer2],
    ["pan", Hand],
  ],
  [
    ["brush", Brush],
    ["eraser", Eraser],
    ["fill", PaintBucket],
  ],
  [
    ["rectangle", Square],
    ["ellipse", Circle],
    ["lasso", Lasso],
  ],
  [
    ["polygon", Pentagon],
    ["scissors", Scissors],
  ],
  [
    ["box", WandSparkles],
    ["watershed", Waves],
    ["superpixels", Grid3x3],
  ],
  [
    ["split", Slice],
    ["weakBox", SquareDashed],
    ["ruler", Ruler],
  ],
];

/** Whoever may only look chooses among these. */
const LOOKING: readonly ToolName[] = ["pan", "ruler"];

export function ToolStrip() {
  const { t } = useTranslation();
  const { editor, canEdit } = useEditorPage();
  const active = useEditorState((state) => state.tool);
  const strip = useRef<HTMLDivElement>(null);
  const beyond = useBeyond(strip);
  useEffect(() => {
    strip.current
      ?.querySelector(`[data-tool-name="${active}"]`)
      ?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className={styles.strip}>
      <div
        ref={strip}
        className={styles.tools}
        role="toolbar"
        aria-orientation="vertical"
        aria-label={t("editor.toolbar")}
      >
        {GROUPS.map((group, index) => (
          <Fragment key={index}>
            {index > 0 && <span className={styles.rule} role="separator" />}
            {group.map(([name, icon]) => (
              <span key={name} data-tool-name={name}>
                <IconToggle
                  icon={icon}
                  label={t(`editor.tools.${name}`)}
                  shortcut={shortcutOf(name)}
                  placement="right"
                  isSelected={active === name}
                  isDisabled={!canEdit && !LOOKING.includes(name)}
                  onChange={() => editor.setTool(name)}
                />
              </span>
            ))}
          </Fragment>
        ))}
      </div>
      {beyond.above && <ChevronUp className={styles.moreAbove} aria-hidden />}
      {beyond.below && <ChevronDown className={styles.moreBelow} aria-hidden />}
    </div>
  );
}

/** Whether tools lie above or below what is seen of the strip. */
function useBeyond(strip: RefObject<HTMLElement | null>): { above: boolean; below: boolean } {
  const [beyond, setBeyond] = useState({ above: false, below: false });
  useEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const look = (): void => {
      const { scrollTop, clientHeight, scrollHeight } = element;
      const above = scrollTop > 1;
      const below = scrollTop + clientHeight < scrollHeight - 1;
      setBeyond((now) => (now.above === above && now.below === below ? now : { above, below }));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [strip]);
  return beyond;
}
