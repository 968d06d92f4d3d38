/** The routes of the browser side. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Route, Switch } from "wouter";
import { EditorPage } from "./editor/EditorPage";

const queryClient = new QueryClient();

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Switch>
        <Route path="/projects/:id/images/:imageId">
          {(params) => (
            <EditorPage projectId={Number(params.id)} imageId={Number(params.imageId)} />
          )}
        </Route>
      </Switch>
    </QueryClientProvider>
  );
}
