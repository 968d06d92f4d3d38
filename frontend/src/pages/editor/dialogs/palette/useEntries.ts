/** Gathers the palette's entries from the command table, the classes and the project's images. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { findImages } from "../../../../api/images";
import { useDebounced } from "../../../project/images/useDebounced";
import { shortcutOf } from "../../bars/shortcutOf";
import { commandIds, commandOf, whyNot } from "../../commands";
import { useEditorPage } from "../../EditorContext";
import { chooseClass } from "../../session";
import { useCommandContext } from "../../useCommandContext";
import type { Entry } from "./entries";

/** From here on a name is worth asking the server for. */
const NAME_FROM = 2;
const ASK_AFTER_MS = 200;

export function useCommandEntries(): Entry[] {
  const { t } = useTranslation();
  const context = useCommandContext();
  // Typed in the palette, it would only open itself again.
  const ids = commandIds.filter((id) => id !== "commandPalette");
  return ids.map((id) => {
    const { group, run } = commandOf(id);
    const why = whyNot(id, context);
    return {
      id: `command.${id}`,
      title: t(`editor.commands.${id}`),
      group: t(`editor.help.groups.${group}`),
      shortcut: shortcutOf(id),
      reason: why === null ? null : t(`editor.commandPalette.unavailable.${why}`),
      run: () => run(context),
    };
  });
}

export function useClassEntries(): Entry[] {
  const { t } = useTranslation();
  const { editor, palette, canEdit } = useEditorPage();
  return useMemo(
    () =>
      palette
        .filter(({ isRetired }) => !isRetired)
        .map(({ classId, name, color, key }) => ({
          id: `class.${classId}`,
          title: t("editor.commandPalette.chooseClass", { name }),
          group: t("editor.classes.title"),
          shortcut: key?.toUpperCase(),
          color,
          run: () => chooseClass(editor, classId, canEdit),
        })),
    [t, editor, palette, canEdit],
  );
}

export function useImageEntries(typed: string): { entries: Entry[]; isAsking: boolean } {
  const { t } = useTranslation();
  const { project, image } = useEditorPage();
  const [, navigate] = useLocation();
  const name = useDebounced(typed.trim(), ASK_AFTER_MS);
  const found = useQuery({
    queryKey: ["project", project.id, "images", "by name", name],
    queryFn: ({ signal }) => findImages(project.id, name, signal),
    enabled: name.length >= NAME_FROM,
  });
  const rows = name.length < NAME_FROM ? [] : (found.data ?? []);
  const entries = rows
    .filter(({ id }) => id !== image.id)
    .map((row) => ({
      id: `image.${row.id}`,
      title: t("editor.commandPalette.goToImage", { name: row.name }),
      group: t("editor.help.groups.image"),
      run: () => navigate(`/projects/${project.id}/images/${row.id}`),
    }));
  return { entries, isAsking: found.isFetching };
}
