/** The segments' menu on the canvas, made from the command table: by right click, Shift+F10 or the menu key. */

import { Fragment, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuItem, Popover, Separator } from "react-aria-components";
import words from "../../../i18n/editor/operations.json";
import { classNames } from "../../../ui/classNames";
import overlay from "../../../ui/Overlay.module.css";
import { shortcutOf } from "../bars/shortcutOf";
import { type CommandId, commandIds, commandOf, whyNot } from "../commands";
import { useEditorPage } from "../EditorContext";
import { useCommandContext } from "../useCommandContext";
import styles from "./Operations.module.css";

/** Commands that this menu shows, where the table has them. */
const GROUPS: readonly (readonly string[])[] = [
  ["changeClass", "attributes"],
  ["refine", "splitIntoParts", "convert", "simplify"],
  ["union", "merge", "subtract", "intersect"],
  ["duplicate", "copyToNext"],
  ["toFront", "forward", "backward", "toBack"],
  ["reveal", "isolate", "hideSegment", "lockSegment"],
  ["delete"],
];

/** Commands whose help says more than a menu has room for. */
const SHORT = Object.keys(words.operations.short) as (keyof typeof words.operations.short)[];

export function SegmentMenu() {
  const { t } = useTranslation();
  const { operations } = useEditorPage();
  const anchor = useRef<HTMLSpanElement>(null);
  const { open, close } = operations;
  if (open?.kind !== "menu") return null;
  return (
    <>
      <span ref={anchor} className={styles.anchor} style={{ left: open.x, top: open.y }} />
      <Popover
        triggerRef={anchor}
        isOpen
        onOpenChange={(isOpen) => {
          if (!isOpen) close("menu");
        }}
        placement="bottom start"
        offset={2}
        className={classNames(overlay.popover)}
        aria-label={t("editor.operations.menu")}
      >
        <Menu
          aria-label={t("editor.operations.menu")}
          className={classNames(overlay.list)}
          autoFocus="first"
          onClose={() => close("menu")}
          data-testid="segment-menu"
        >
          <Groups />
        </Menu>
      </Popover>
    </>
  );
}

function Groups() {
  const context = useCommandContext();
  const groups = GROUPS.map((group) =>
    commandIds
      .filter((id) => {
        const reason = whyNot(id, context);
        return group.includes(id) && reason !== "read_only" && reason !== "needs_two";
      })
      .sort((a, b) => group.indexOf(a) - group.indexOf(b)),
  ).filter((group) => group.length > 0);
  return groups.map((group, i) => (
    <Fragment key={group[0]}>
      {i > 0 && <Separator className={styles.menuSeparator ?? ""} />}
      {group.map((id) => (
        <Entry key={id} id={id} />
      ))}
    </Fragment>
  ));
}

function Entry({ id }: { id: CommandId }) {
  const { t } = useTranslation();
  const context = useCommandContext();
  const { operations } = useEditorPage();
  const short = SHORT.find((each) => each === id);
  const label = t(short ? `editor.operations.short.${short}` : `editor.commands.${id}`);
  const key = shortcutOf(id);
  return (
    <MenuItem
      id={id}
      textValue={label}
      isDisabled={whyNot(id, context) !== null}
      className={classNames(overlay.item, id === "delete" && overlay.itemDanger)}
      onAction={() => {
        operations.close("menu");
        commandOf(id).run(context);
      }}
    >
      <span className={styles.menuLabel}>{label}</span>
      {key !== undefined && <kbd className={styles.menuKey}>{key}</kbd>}
    </MenuItem>
  );
}
