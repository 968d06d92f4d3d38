/** One project: its tabs, and files dropped anywhere on it. */
import { useTranslation } from "react-i18next";
import { useLocation, useSearch } from "wouter";
import { hasRole } from "../../api/projects";
import type { Project } from "../../api/types";
import type { UploadFile } from "../../api/upload";
import { notify } from "../../ui/Toast";
import { errorText } from "../shell/errorText";
import { ProjectGate } from "../shell/ProjectGate";
import { activeSection, sectionHref } from "../shell/sections";
import { ClassesTab } from "./classes/ClassesTab";
import { ImagesTab } from "./images/ImagesTab";
import { JobsTab } from "./JobsTab";
import { MembersTab } from "./MembersTab";
import { SettingsTab } from "./SettingsTab";
import { DropOverlay } from "./upload/DropOverlay";
import { useStartUpload } from "./upload/useStartUpload";

export function ProjectPage({ projectId }: { projectId: number }) {
  return (
    <ProjectGate projectId={projectId}>
      {(project) => <ProjectTabs project={project} />}
    </ProjectGate>
  );
}

function ProjectTabs({ project }: { project: Project }) {
  const { t } = useTranslation();
  const [path, navigate] = useLocation();
  const section = activeSection(path, useSearch());
  const startUpload = useStartUpload(project.id);
  const upload = (files: UploadFile[]) => {
    if (files.length === 0) {
      notify({ title: t("upload.nothing"), tone: "danger" });
      return;
    }
    startUpload(files);
    if (section !== "images") navigate(sectionHref(project.id, "images"));
  };
  return (
    <>
      {section === "images" && <ImagesTab project={project} onFiles={upload} />}
      {section === "classes" && <ClassesTab project={project} />}
      {section === "jobs" && <JobsTab project={project} />}
      {section === "members" && <MembersTab project={project} />}
      {section === "settings" && <SettingsTab key={project.id} project={project} />}
      {hasRole(project.role, "manager") && (
        <DropOverlay
          onFiles={upload}
          onError={(error) =>
            notify({ title: t("upload.unreadable"), description: errorText(error), tone: "danger" })
          }
        />
      )}
    </>
  );
}
