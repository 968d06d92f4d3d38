/** Shows the pages to whoever is signed in; asks again, over the page, when a session runs out. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
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

/** A link opened in another tab renews this tab's session too. */
const sessionPollMs = 4000;

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
  const isExpired = owner !== null && user === null;
  const isOther = owner !== null && user !== null && user.id !== owner.id;
  useEffect(() => {
    if (!isExpired) return undefined;
    const timer = setInterval(
      () => void client.refetchQueries({ queryKey: sessionKey }),
      sessionPollMs,
    );
    return () => {
      clearInterval(timer);
      // What was refused meanwhile is asked for again.
      void client.invalidateQueries();
    };
  }, [isExpired, client]);
  useEffect(() => {
    // Someone else's page must not be carried on.
    if (isOther) window.location.assign("/");
  }, [isOther]);
  if (owner === null) return signIn;
  const resume = (next: User) => {
    client.setQueryData<Session>(sessionKey, { user: next });
  };
  return (
    <>
      {children}
      <Dialog
        title={t("signIn.expired")}
        isOpen={isExpired}
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
