/** Everything that can be done, found by typing: commands, classes, images. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Swatch } from "../../../../ui/Badge";
import { classNames } from "../../../../ui/classNames";
import { Dialog } from "../../../../ui/Dialog";
import dialogs from "../Dialogs.module.css";
import { type Entry, ranked, type Ranked } from "./entries";
import styles from "./Palette.module.css";
import { recentIds, rememberChosen } from "./recent";
import { useClassEntries, useCommandEntries, useImageEntries } from "./useEntries";

interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
}

export function CommandPalette({ isOpen, onClose }: CommandPaletteProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("editor.commands.commandPalette")} isOpen={isOpen} onClose={onClose}>
      <Choices onClose={onClose} />
    </Dialog>
  );
}

function Choices({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [recent] = useState(recentIds);
  const commands = useCommandEntries();
  const classes = useClassEntries();
  const images = useImageEntries(typed);
  const shown = ranked([...commands, ...classes, ...images.entries], typed, recent);
  const current = Math.min(at, shown.length - 1);
  const choose = (entry: Entry | undefined): void => {
    if (entry === undefined || entry.reason) return;
    rememberChosen(entry.id);
    // First: what is run may open a dialog of its own.
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, current, shown.length);
    if (event.key === "Enter") choose(shown[current]?.entry);
    else if (target !== null) setAt(target);
    else return;
    event.preventDefault();
  };
  const active = shown[current]?.entry;
  return (
    <>
      <input
        type="text"
        role="combobox"
        className={dialogs.search}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-expanded
        aria-controls="palette-entries"
        aria-activedescendant={active && optionId(active)}
        aria-label={t("editor.commandPalette.search")}
        placeholder={t("editor.commandPalette.search")}
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
      />
      <ul
        id="palette-entries"
        role="listbox"
        aria-label={t("editor.commands.commandPalette")}
        className={styles.entries}
      >
        {shown.map((each, index) => (
          <Option
            key={each.entry.id}
            ranked={each}
            isAt={index === current}
            onPoint={() => setAt(index)}
            onChoose={() => choose(each.entry)}
          />
        ))}
      </ul>
      <p className={dialogs.muted} role="status">
        {active?.reason ??
          (images.isAsking
            ? t("editor.commandPalette.asking")
            : shown.length === 0
              ? t("editor.commandPalette.nothing")
              : t("editor.commandPalette.hint"))}
      </p>
    </>
  );
}

const optionId = (entry: Entry): string => `palette-${entry.id}`;

/** Arrows wrap round; pages of ten, as far as the list goes. */
function targetOf(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "PageDown") return Math.min(at + 10, count - 1);
  if (key === "PageUp") return Math.max(at - 10, 0);
  return null;
}

interface OptionProps {
  ranked: Ranked;
  isAt: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Option({ ranked: { entry, at }, isAt, onPoint, onChoose }: OptionProps) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isAt) row.current?.scrollIntoView({ block: "nearest" });
  }, [isAt]);
  const isUnavailable = Boolean(entry.reason);
  return (
    <li
      ref={row}
      id={optionId(entry)}
      role="option"
      aria-selected={isAt}
      aria-disabled={isUnavailable}
      title={entry.reason ?? undefined}
      className={classNames(styles.entry, isAt && styles.at, isUnavailable && styles.unavailable)}
      // Moving only: the list scrolling under a resting pointer chooses nothing.
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      {entry.color !== undefined && <Swatch color={entry.color} />}
      <span className={styles.title}>
        <Marked text={entry.title} at={at} />
      </span>
      <span className={styles.group}>{entry.group}</span>
      {entry.shortcut !== undefined && <kbd>{entry.shortcut}</kbd>}
    </li>
  );
}

/** The letters that were typed stand out. */
function Marked({ text, at }: { text: string; at: readonly number[] }) {
  const typed = new Set(at);
  const parts: { text: string; isTyped: boolean }[] = [];
  // By code units, as the search counts; a pair of surrogates is never split by a whole match.
  for (let index = 0; index < text.length; index += 1) {
    const isTyped = typed.has(index);
    const last = parts.at(-1);
    const letter = text.charAt(index);
    if (last?.isTyped === isTyped) last.text += letter;
    else parts.push({ text: letter, isTyped });
  }
  return parts.map((part, index) => (part.isTyped ? <b key={index}>{part.text}</b> : part.text));
}
