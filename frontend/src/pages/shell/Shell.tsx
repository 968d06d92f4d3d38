/** The frame of every page but the editor. */
import { RotateCw } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { classNames } from "../../ui/classNames";
import { errorText } from "./errorText";
import { Header } from "./Header";
import styles from "./Page.module.css";

export interface ShellProps {
  /** For the browser's title bar. */
  title: string;
  projectId?: number;
  width?: "normal" | "narrow" | "full";
  children: ReactNode;
}

export function Shell({ title, projectId, width = "normal", children }: ShellProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title, t]);
  return (
    <div className={styles.shell}>
      <Header projectId={projectId} />
      <main className={styles.main}>
        <div
          className={classNames(
            styles.content,
            width === "full" && styles.full,
            width === "narrow" && styles.narrow,
          )}
        >
          {children}
        </div>
      </main>
    </div>
  );
}

/** A page's own content could not be had: why, and again. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      tone="danger"
      action={
        <Button size="small" icon={<RotateCw aria-hidden />} onPress={onRetry}>
          {t("ui.retry")}
        </Button>
      }
    >
      {errorText(error)}
    </Notice>
  );
}
