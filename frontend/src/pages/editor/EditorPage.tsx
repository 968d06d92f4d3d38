/** The page where one image is annotated. */

export interface EditorPageProps {
  projectId: number;
  imageId: number;
}

export function EditorPage({ projectId, imageId }: EditorPageProps) {
  return (
    <main>
      Image {imageId} of project {projectId}
    </main>
  );
}
