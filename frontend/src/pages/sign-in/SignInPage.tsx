/** Where one signs in: by the one-time link that the server printed, or by name and password. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { enterSession, fetchSession, signInByLink } from "../../api/session";
import { Loading, Notice } from "../../ui/Badge";
import { errorText } from "../shell/errorText";
import { SignInForm } from "./SignInForm";
import styles from "./SignIn.module.css";
import { safeNext } from "./safeNext";

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const token = search.get("token");
  const next = safeNext(search.get("next"));
  const [linkError, setLinkError] = useState<string | null>(null);
  // A one-time token must not be spent twice by React's double effects in development.
  const spent = useRef<string | null>(null);

  useEffect(() => {
    document.title = `${t("signIn.title")} · ${t("app.name")}`;
  }, [t]);

  useEffect(() => {
    if (token === null || spent.current === token) return;
    spent.current = token;
    const enter = async () => {
      try {
        const { user } = await signInByLink(token);
        if (user) enterSession(client, user);
        navigate(next, { replace: true });
      } catch (error) {
        // A spent link opened again by somebody who is signed in leads on.
        const { user } = await fetchSession().catch(() => ({ user: null }));
        if (user) navigate(next, { replace: true });
        else setLinkError(errorText(error));
      }
    };
    void enter();
  }, [token, client, navigate, next]);

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <img src="/static/icon.svg" alt="" />
          <h1>{t("app.name")}</h1>
        </div>
        {token !== null && linkError === null ? (
          <Loading label={t("signIn.byLink")} />
        ) : (
          <>
            {linkError !== null && <Notice tone="warning">{linkError}</Notice>}
            <SignInForm
              onSignedIn={(user) => {
                enterSession(client, user);
                navigate(next, { replace: true });
              }}
            />
            <p className={styles.hint}>{t("signIn.hint")}</p>
          </>
        )}
      </div>
    </main>
  );
}
