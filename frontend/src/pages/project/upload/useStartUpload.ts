/** Start an upload to a project so that its lists show what has arrived. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { UploadFile } from "../../../api/upload";
import { startUpload } from "./uploads";

export function useStartUpload(projectId: number): (files: readonly UploadFile[]) => void {
  const client = useQueryClient();
  return useCallback(
    (files) =>
      startUpload(projectId, files, () => {
        void client.invalidateQueries({ queryKey: ["project", projectId] });
        void client.invalidateQueries({ queryKey: ["projects"] });
      }),
    [client, projectId],
  );
}
