/** Keys, mouse, pen and touch, made from the same table that binds them; searchable. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import words from "../../../i18n/editor/commands.json";
import { SearchField } from "../../../ui/TextField";
import { commandIds, commandOf } from "../commands";
import { holds } from "../dialogs/palette/fuzzy";
import { useKeymap } from "../keymap/store";
import { isMacPlatform, keyLabel } from "../keys";
import { COMMAND_GROUPS } from "./groups";
import styles from "./Help.module.css";

type Gesture = keyof typeof words.help.gestures;

/** Every gesture that has words is explained. */
const GESTURES = Object.keys(words.help.gestures) as Gesture[];
const TOUCHES: readonly Gesture[] = ["tap", "pinch", "pen", "penEraser"];
const MOUSE = GESTURES.filter((id) => !TOUCHES.includes(id));

interface Line {
  id: string;
  keys: readonly string[];
  text: string;
}

interface HelpContentsProps {
  /** Of the sections' headings: a dialog has its title above them, a page its own. */
  level: 2 | 3;
  /** The classes' keys; on the page of its own they depend on the project. */
  classKeys: readonly string[];
}

export function HelpContents({ classKeys, level }: HelpContentsProps) {
  const { t } = useTranslation();
  const Heading = `h${level}` as const;
  const [wanted, setWanted] = useState("");
  const sections = useSections(classKeys)
    .map(({ title, lines }) => ({
      title,
      lines: lines.filter(({ keys, text }) => holds(wanted, `${text} ${title} ${keys.join(" ")}`)),
    }))
    .filter(({ lines }) => lines.length > 0);
  return (
    <>
      <div className={styles.search}>
        <SearchField
          label={t("editor.help.search")}
          clearLabel={t("editor.help.clearSearch")}
          placeholder={t("editor.help.search")}
          value={wanted}
          onChange={setWanted}
        />
      </div>
      <div className={styles.help} data-testid="help-contents">
        {sections.map(({ title, lines }) => (
          <section key={title}>
            <Heading>{title}</Heading>
            <dl className={styles.keys}>
              {lines.map((line) => (
                <div key={line.id}>
                  <dt>
                    {line.keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                    {line.keys.length === 0 && <span aria-label={t("editor.help.noKey")}>–</span>}
                  </dt>
                  <dd>{line.text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {sections.length === 0 && <p>{t("editor.help.nothing")}</p>}
    </>
  );
}

function useSections(classKeys: readonly string[]): { title: string; lines: Line[] }[] {
  const { t } = useTranslation();
  const keymap = useKeymap();
  const isMac = isMacPlatform();
  const labels = (keys: readonly string[]): string[] => [
    ...new Set(keys.filter((key) => !key.startsWith("Numpad")).map((key) => keyLabel(key, isMac))),
  ];
  const gestures = (ids: readonly Gesture[]): Line[] =>
    ids.map((id) => ({
      id,
      keys: [t(`editor.help.gestureKeys.${id}`)],
      text: t(`editor.help.gestures.${id}`),
    }));
  const groups = COMMAND_GROUPS.map((group) => ({
    title: t(`editor.help.groups.${group}`),
    lines: commandIds
      .filter((id) => commandOf(id).group === group)
      .map((id): Line => ({
        id,
        keys: labels(keymap.get(id) ?? []),
        text: t(`editor.commands.${id}`),
      })),
  }));
  const classes: Line = { id: "classes", keys: classKeys, text: t("editor.help.classKeys") };
  groups.find((_, index) => COMMAND_GROUPS[index] === "segments")?.lines.push(classes);
  return [
    ...groups,
    { title: t("editor.help.mouse"), lines: gestures(MOUSE) },
    { title: t("editor.help.touch"), lines: gestures(TOUCHES) },
  ];
}
