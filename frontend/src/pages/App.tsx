/** The routes of the browser side, inside the session and the query cache. */
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Route, Switch } from "wouter";
import { ApiError } from "../api/client";
import { isSignedOut, sessionKey } from "../api/session";
import { Toasts } from "../ui/Toast";
import { SavingProvider } from "./editor/saving";
import { ProjectPage } from "./project/ProjectPage";
import { UploadPanel } from "./project/upload/UploadPanel";
import { ProjectsPage } from "./projects/ProjectsPage";
import { ErrorBoundary } from "./shell/ErrorBoundary";
import { NotFoundNotice } from "./shell/ProjectGate";
import { Shell } from "./shell/Shell";
import { SessionGate } from "./sign-in/SessionGate";
import { SignInPage } from "./sign-in/SignInPage";

// The pages that not every visit needs are fetched when they are first opened.
const EditorPage = lazy(async () => ({
  default: (await import("./editor/EditorPage")).EditorPage,
}));
const ExportsPage = lazy(async () => ({
  default: (await import("./exports/ExportsPage")).ExportsPage,
}));
const ImportPage = lazy(async () => ({
  default: (await import("./imports/ImportPage")).ImportPage,
}));
const HelpPage = lazy(async () => ({
  default: (await import("./editor/help/HelpPage")).HelpPage,
}));
const SurgeryPage = lazy(async () => ({
  default: (await import("./project/classes/surgery/SurgeryPage")).SurgeryPage,
}));
const TrainingPage = lazy(async () => ({
  default: (await import("./training/TrainingPage")).TrainingPage,
}));
const VersionsPage = lazy(async () => ({
  default: (await import("./versions/VersionsPage")).VersionsPage,
}));
const VersionPage = lazy(async () => ({
  default: (await import("./versions/VersionPage")).VersionPage,
}));
const NowPage = lazy(async () => ({
  default: (await import("./versions/NowPage")).NowPage,
}));
const DifferencePage = lazy(async () => ({
  default: (await import("./versions/DifferencePage")).DifferencePage,
}));

/** Whichever request learns that the session ended, the gate must know. */
function onError(error: Error): void {
  if (isSignedOut(error)) queryClient.setQueryData(sessionKey, { user: null });
}

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What the server refused it will refuse again.
      retry: (count, error) => error instanceof ApiError && error.isTransient && count < 2,
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Switch>
        <Route path="/sign-in" component={SignInPage} />
        <Route>
          <SessionGate>
            <SavingProvider>
              <ErrorBoundary>
                <Suspense fallback={null}>
                  <Pages />
                </Suspense>
              </ErrorBoundary>
            </SavingProvider>
          </SessionGate>
        </Route>
      </Switch>
      <Toasts />
    </QueryClientProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/projects/:id/images/:imageId">
        {({ id, imageId }) => <EditorPage projectId={Number(id)} imageId={Number(imageId)} />}
      </Route>
      <Route>
        <FramedPages />
        <UploadPanel />
      </Route>
    </Switch>
  );
}

function FramedPages() {
  return (
    <Switch>
      <Route path="/" component={ProjectsPage} />
      <Route path="/help/shortcuts" component={HelpPage} />
      <Route path="/projects/:id/classes">
        {({ id }) => <SurgeryPage key={id} projectId={Number(id)} />}
      </Route>
      <Route path="/projects/:id/training">
        {({ id }) => <TrainingPage key={id} projectId={Number(id)} />}
      </Route>
      <Route path="/projects/:id/exports">
        {({ id }) => <ExportsPage key={id} projectId={Number(id)} />}
      </Route>
      <Route path="/projects/:id/import">
        {({ id }) => <ImportPage key={id} projectId={Number(id)} importId={null} />}
      </Route>
      <Route path="/projects/:id/import/:importId/:step?">
        {({ id, importId, step }) => (
          <ImportPage key={id} projectId={Number(id)} importId={Number(importId)} step={step} />
        )}
      </Route>
      <Route path="/projects/:id/versions">
        {({ id }) => <VersionsPage key={id} projectId={Number(id)} />}
      </Route>
      <Route path="/projects/:id/versions/now">
        {({ id }) => <NowPage key={id} projectId={Number(id)} />}
      </Route>
      <Route path="/projects/:id/versions/:version/difference">
        {({ id, version }) => (
          <DifferencePage key={id} projectId={Number(id)} before={Number(version)} />
        )}
      </Route>
      <Route path="/projects/:id/versions/:version">
        {({ id, version }) => (
          <VersionPage key={version} projectId={Number(id)} versionId={Number(version)} />
        )}
      </Route>
      <Route path="/projects/:id">
        {({ id }) => <ProjectPage key={id} projectId={Number(id)} />}
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Shell title={t("notFound.title")}>
      <NotFoundNotice />
    </Shell>
  );
}
