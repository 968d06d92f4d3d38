/** Somebody else edits this image: since when, and the choice to only look or to edit as well. */

import { Eye, Pencil, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../../api/session";
import { Button } from "../../../ui/Button";
import { IconButton } from "../../../ui/IconButton";
import { useEditorPage } from "../EditorContext";
import { clockTime } from "../past/times";
import { Avatar } from "./Avatar";
import styles from "./People.module.css";

export function OthersBanner() {
  const { t } = useTranslation();
  const { others, readOnly, setLooking } = useEditorPage();
  const me = useSession().data?.user?.id;
  // Whoever comes later is told of again.
  const [closedFor, setClosedFor] = useState("");
  const [first] = others;
  const key = others.map(({ client_id }) => client_id).join();
  const isLooking = readOnly === "looking";
  if (first === undefined || (key === closedFor && !isLooking)) return null;
  const strangers = others.filter(({ user }) => user.id !== me);
  const names = [...new Set(strangers.map(({ user }) => user.username))];
  const since = clockTime((strangers[0] ?? first).started_at);
  return (
    <div className={styles.banner} role="status" data-testid="others-banner">
      <span className={styles.avatars}>
        {(names.length === 0 ? [first.user.username] : names.slice(0, 3)).map((name) => (
          <Avatar key={name} name={name} />
        ))}
      </span>
      <span className={styles.text}>
        <strong>
          {names.length === 0
            ? t("editor.people.otherTab", { since })
            : t("editor.people.editing", { names: names.join(", "), since, count: names.length })}
        </strong>
        <span>{t(isLooking ? "editor.people.looking" : "editor.people.merged")}</span>
      </span>
      {isLooking ? (
        <Button size="small" icon={<Pencil aria-hidden />} onPress={() => setLooking(false)}>
          {t("editor.people.edit")}
        </Button>
      ) : (
        <>
          {readOnly === null && (
            <Button size="small" icon={<Eye aria-hidden />} onPress={() => setLooking(true)}>
              {t("editor.people.look")}
            </Button>
          )}
          <IconButton
            icon={X}
            size="small"
            label={t("editor.people.close")}
            onPress={() => setClosedFor(key)}
          />
        </>
      )}
    </div>
  );
}

/** In the top bar, as long as somebody else is there. */
export function OthersAvatars() {
  const { t } = useTranslation();
  const { others } = useEditorPage();
  const names = [...new Set(others.map(({ user }) => user.username))];
  if (names.length === 0) return null;
  const label = t("editor.people.here", { names: names.join(", ") });
  return (
    <span className={styles.avatars} role="img" aria-label={label} title={label}>
      {names.slice(0, 3).map((name) => (
        <Avatar key={name} name={name} />
      ))}
    </span>
  );
}
