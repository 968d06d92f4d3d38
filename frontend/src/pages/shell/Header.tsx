/** The bar on top of every page but the editor: where one is, where one can go, who one is. */
import { useQueryClient } from "@tanstack/react-query";
import { CircleUser, Keyboard, LoaderCircle, LogOut, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useSearch } from "wouter";
import { isActive, useJobs } from "../../api/jobs";
import { useProject } from "../../api/projects";
import { sessionKey, signOut, useSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button } from "../../ui/Button";
import button from "../../ui/Button.module.css";
import { IconButton, Tip } from "../../ui/IconButton";
import { classNames } from "../../ui/classNames";
import { Menu } from "../../ui/Menu";
import { useTheme } from "../../ui/theme";
import { notify } from "../../ui/Toast";
import { UnsavedNote } from "../editor/UnsavedNote";
import { errorText } from "./errorText";
import styles from "./Page.module.css";
import { activeSection, sectionHref, sections } from "./sections";

export function Header({ projectId }: { projectId?: number | undefined }) {
  const { t } = useTranslation();
  return (
    <header className={styles.header}>
      <Link href="/" className={styles.brand} aria-label={t("nav.home")}>
        <img src="/static/icon.svg" alt="" />
        <span>{t("app.name")}</span>
      </Link>
      {projectId !== undefined && <ProjectNavigation projectId={projectId} />}
      <div className={styles.right}>
        <UnsavedNote />
        {projectId !== undefined && <RunningJobs projectId={projectId} />}
        <Tip label={t("nav.shortcuts")}>
          <Link
            href="/help/shortcuts"
            className={classNames(button.button, button.icon, button.quiet)}
            aria-label={t("nav.shortcuts")}
          >
            <Keyboard aria-hidden />
          </Link>
        </Tip>
        <ThemeButton />
        <UserMenu />
      </div>
    </header>
  );
}

function ProjectNavigation({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  const active = activeSection(path, useSearch());
  const project = useProject(projectId);
  return (
    <>
      <div className={styles.crumb}>
        <span aria-hidden>/</span>
        <strong title={project.data?.name}>{project.data?.name ?? " "}</strong>
      </div>
      <nav className={styles.nav} aria-label={t("nav.label")}>
        {sections.map((section) => (
          <Link
            key={section}
            href={sectionHref(projectId, section)}
            className={styles.navLink}
            aria-current={section === active ? "page" : undefined}
          >
            {t(`nav.${section}`)}
          </Link>
        ))}
      </nav>
    </>
  );
}

function RunningJobs({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const jobs = useJobs(projectId);
  const count = jobs.rows?.filter((job) => isActive(job.state)).length ?? 0;
  if (count === 0) return null;
  return (
    <Link href={sectionHref(projectId, "jobs")} className={styles.running}>
      <LoaderCircle className={button.spinner} width={14} height={14} aria-hidden />
      {t("nav.running", { count })}
    </Link>
  );
}

function ThemeButton() {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  return theme === "dark" ? (
    <IconButton icon={Sun} label={t("nav.toLight")} onPress={() => setTheme("light")} />
  ) : (
    <IconButton icon={Moon} label={t("nav.toDark")} onPress={() => setTheme("dark")} />
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const user = useSession().data?.user;
  if (!user) return null;
  const leave = async () => {
    try {
      await signOut();
      // Navigating first: a lost session on another page asks to sign in again in place.
      navigate("/sign-in");
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      client.setQueryData<Session>(sessionKey, { user: null });
    } catch (error) {
      notify({ title: t("nav.signOutFailed"), description: errorText(error), tone: "danger" });
    }
  };
  return (
    <Menu
      label={t("nav.account")}
      trigger={
        <Button variant="quiet" icon={<CircleUser aria-hidden />}>
          {user.username}
        </Button>
      }
      actions={[
        { id: "sign-out", label: t("nav.signOut"), icon: LogOut, onAction: () => void leave() },
      ]}
    />
  );
}
