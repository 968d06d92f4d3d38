/** Name and password, on the sign-in page and over a page whose session ran out. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "../../api/session";
import type { User } from "../../api/types";
import { Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/TextField";
import { errorText } from "../shell/errorText";
import styles from "./SignIn.module.css";

export function SignInForm({ onSignedIn }: { onSignedIn: (user: User) => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);

  const submit = async () => {
    setPending(true);
    setError(null);
    try {
      const { user } = await signIn(username, password);
      if (user) onSignedIn(user);
    } catch (failure) {
      setError(errorText(failure));
      setPassword("");
    } finally {
      setPending(false);
    }
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label={t("signIn.username")}
        name="username"
        autoComplete="username"
        autoFocus
        value={username}
        onChange={setUsername}
      />
      <TextField
        label={t("signIn.password")}
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {error !== null && <Notice tone="danger">{error}</Notice>}
      <Button
        type="submit"
        variant="primary"
        isPending={isPending}
        isDisabled={username === "" || password === ""}
      >
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
