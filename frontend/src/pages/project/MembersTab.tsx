/** Who works on the project, and what each may do. */
import { useQueryClient } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { VisuallyHidden } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "../../api/errors";
import {
  addMember,
  changeRole,
  hasRole,
  membersKey,
  removeMember,
  useMembers,
} from "../../api/projects";
import type { Member, Project, Role } from "../../api/types";
import { Loading, Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { classNames } from "../../ui/classNames";
import { IconButton } from "../../ui/IconButton";
import { Select } from "../../ui/Select";
import { type Column, Table } from "../../ui/Table";
import { TextField } from "../../ui/TextField";
import { ConfirmDialog } from "../shell/ConfirmDialog";
import { errorText } from "../shell/errorText";
import page from "../shell/Page.module.css";
import { LoadError } from "../shell/Shell";
import styles from "./Project.module.css";

const roles: readonly Role[] = ["viewer", "annotator", "reviewer", "manager", "owner"];

export function MembersTab({ project }: { project: Project }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const members = useMembers(project.id);
  const [error, setError] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const canManage = hasRole(project.role, "manager");
  const refresh = () => client.invalidateQueries({ queryKey: membersKey(project.id) });
  const setRole = async (member: Member, role: Role) => {
    setError(null);
    try {
      await changeRole(project.id, member.user_id, role);
    } catch (failure) {
      setError(errorText(failure));
    }
    await refresh();
  };
  const columns: Column<Member>[] = [
    { id: "name", title: t("members.name"), cell: (member) => member.username },
    {
      id: "role",
      title: t("members.role"),
      width: "180px",
      cell: (member) =>
        canManage ? (
          <RoleSelect
            label={t("members.roleOf", { name: member.username })}
            value={member.role}
            onChange={(role) => void setRole(member, role)}
          />
        ) : (
          t(`roles.${member.role}`)
        ),
    },
    {
      id: "may",
      title: t("members.may"),
      cell: (member) => <span className={page.muted}>{t(`roles.${member.role}May`)}</span>,
    },
  ];
  if (canManage) {
    columns.push({
      id: "remove",
      title: <VisuallyHidden>{t("ui.actions")}</VisuallyHidden>,
      width: "48px",
      cell: (member) => (
        <IconButton
          icon={UserMinus}
          size="small"
          label={t("members.removeNamed", { name: member.username })}
          onPress={() => setLeaving(member)}
        />
      ),
    });
  }
  return (
    <div className={classNames(page.stack, page.narrow)}>
      <h1>{t("members.title")}</h1>
      {canManage && <AddMember projectId={project.id} onAdded={() => void refresh()} />}
      {members.isError && <LoadError error={members.error} onRetry={() => void refresh()} />}
      {members.isPending && <Loading label={t("ui.loading")} />}
      {error !== null && <Notice tone="danger">{error}</Notice>}
      {members.data && (
        <Table
          label={t("members.title")}
          columns={columns}
          rows={members.data}
          rowKey={(member) => member.user_id}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={t("members.removeTitle")}
          isOpen
          confirmLabel={t("members.remove")}
          onConfirm={async () => {
            await removeMember(project.id, leaving.user_id);
            await refresh();
            setLeaving(null);
          }}
          onClose={() => setLeaving(null)}
        >
          {t("members.removeExplained", { name: leaving.username })}
        </ConfirmDialog>
      )}
    </div>
  );
}

interface RoleSelectProps {
  label: string;
  showLabel?: boolean;
  value: Role;
  onChange: (role: Role) => void;
}

function RoleSelect({ label, showLabel = false, value, onChange }: RoleSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      {...(showLabel ? { label } : { "aria-label": label })}
      value={value}
      onChange={onChange}
      options={roles.map((role) => ({
        value: role,
        label: t(`roles.${role}`),
        description: t(`roles.${role}May`),
      }))}
    />
  );
}

function AddMember({ projectId, onAdded }: { projectId: number; onAdded: () => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const [error, setError] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const add = async () => {
    setPending(true);
    setError(null);
    try {
      await addMember(projectId, username.trim(), role);
      setUsername("");
      onAdded();
    } catch (failure) {
      setError(fieldErrors(failure)["username"] ?? errorText(failure));
    } finally {
      setPending(false);
    }
  };
  return (
    <form
      className={styles.inlineForm}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className={styles.grow}>
        <TextField
          label={t("members.add")}
          placeholder={t("members.username")}
          value={username}
          onChange={(next) => {
            setUsername(next);
            setError(null);
          }}
          autoComplete="off"
          error={error}
        />
      </div>
      <div className={styles.roleField}>
        <RoleSelect label={t("members.role")} showLabel value={role} onChange={setRole} />
      </div>
      <div className={styles.underLabel}>
        <Button
          type="submit"
          icon={<UserPlus aria-hidden />}
          isPending={isPending}
          isDisabled={username.trim() === ""}
        >
          {t("members.addButton")}
        </Button>
      </div>
    </form>
  );
}
