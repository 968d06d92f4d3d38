/** Shows the pages to whoever is signed in; asks again, over the page, when a session runs out. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Redirect, useLocation, useSearch } from "wouter";
import { sessionKey, useSession } from "../../api/session";
import type { Session, User } from "../../api/types";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../shell/Shell";
import styles from "./SignIn.module.css";
import { SignInForm } from "./SignInForm";

export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  if (session.data === undefined) {
    if (!session.isError) return null;
    return (
      <main className={styles.page}>
        <LoadError error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  const next = encodeURIComponent(search === "" ? path : `${path}?${search}`);
  return (
    <KeptPages
      user={session.data.user}
      signIn={<Redirect href={`/sign-in?next=${next}`} replace />}
    >
      {children}
    </KeptPages>
  );
}

/** The page stays as it is, unsaved work included, while its session is renewed on top of it. */
function KeptPages({
  user,
  signIn,
  children,
}: {
  user: User | null;
  signIn: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [owner] = useState(user);
  if (owner === null) return signIn;
  const resume = (next: User) => {
    // Someone else's page must not be carried on.
    if (next.id !== owner.id) window.location.assign("/");
    client.setQueryData<Session>(sessionKey, { user: next });
    void client.invalidateQueries();
  };
  return (
    <>
      {children}
      <Dialog
        title={t("signIn.expired")}
        isOpen={user === null}
        isDismissable={false}
        size="narrow"
        onClose={() => window.location.assign("/sign-in")}
      >
        <p>{t("signIn.expiredExplained")}</p>
        <SignInForm onSignedIn={resume} />
      </Dialog>
    </>
  );
}
