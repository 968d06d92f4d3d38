/** What the class asks about the selected segments: one field each, worked by keyboard, all undoable. */

import { type KeyboardEvent, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AttributeDefinition, EditorSegment } from "../../../editor";
import { useEditorPage, useEditorState } from "../EditorContext";
import { focusCanvas } from "../focus";
import { AttributeField } from "./AttributeField";
import styles from "./Attributes.module.css";

/** A value that several segments have in common; `isMixed` where they differ. */
export interface SharedValue {
  value: unknown;
  isMixed: boolean;
}

export function sharedValue(segments: readonly EditorSegment[], name: string): SharedValue {
  const [first, ...others] = segments.map(({ attributes }) => attributes[name]);
  const isMixed = others.some((value) => value !== first);
  return { value: isMixed ? undefined : first, isMixed };
}

/** What can be asked about all of them: attributes that every class has, by name and kind. */
export function sharedAttributes(
  lists: readonly (readonly AttributeDefinition[])[],
): readonly AttributeDefinition[] {
  const [first = [], ...others] = lists;
  return first.filter((one) =>
    others.every((list) => list.some(({ name, kind }) => name === one.name && kind === one.kind)),
  );
}

export function Attributes({ segments }: { segments: readonly EditorSegment[] }) {
  const { t } = useTranslation();
  const { editor, classOf } = useEditorPage();
  const lockedUids = useEditorState((state) => state.lockedUids);
  const uids = useMemo(() => segments.map(({ uid }) => uid), [segments]);
  const classIds = [...new Set(segments.map(({ classId }) => classId))];
  const attributes = sharedAttributes(classIds.map((id) => classOf(id)?.attributes ?? []));
  const kept = segments.length === 1 ? keptValues(segments[0]!, attributes) : [];
  if (attributes.length === 0 && kept.length === 0) return null;
  const key = uids.join(" ");
  return (
    <div
      className={styles.attributes}
      role="group"
      aria-label={t("editor.attributes.title")}
      data-attributes=""
      onKeyDown={leaveOnEnter}
    >
      {attributes.map((attribute) => (
        <AttributeField
          // A field belongs to its segments: what is typed goes to them even when others are chosen.
          key={`${key} ${attribute.name}`}
          attribute={attribute}
          shared={sharedValue(segments, attribute.name)}
          isDisabled={uids.every((uid) => lockedUids.has(uid))}
          onChange={(value) => editor.setAttribute(uids, attribute.name, value)}
        />
      ))}
      {kept.map(([name, value]) => (
        <p key={name} className={styles.kept} title={t("editor.attributes.kept")}>
          <span className={styles.name}>{name}</span>
          <span className={styles.value}>{String(value)}</span>
        </p>
      ))}
    </div>
  );
}

/** Values that came from elsewhere or from an earlier definition: shown, and kept as they are. */
function keptValues(
  segment: EditorSegment,
  attributes: readonly AttributeDefinition[],
): [string, unknown][] {
  const asked = new Set(attributes.map(({ name }) => name));
  return Object.entries(segment.attributes).filter(([name]) => !asked.has(name));
}

/** Keys here are the fields': letters and digits must not choose tools and classes. */
function leaveOnEnter(event: KeyboardEvent): void {
  const isForPage = event.ctrlKey || event.metaKey || event.key.startsWith("F");
  if (event.key === "Enter" || event.key === "Escape") {
    event.preventDefault();
    focusCanvas();
  } else if (isForPage) return;
  event.stopPropagation();
}
