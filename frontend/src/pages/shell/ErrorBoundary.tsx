/** A page that breaks says so and offers to start again; what was drawn is kept by the save queue. */

import { TriangleAlert } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Translation } from "react-i18next";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";

interface Props {
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <main role="alert">
            <EmptyState
              icon={TriangleAlert}
              title={t("broken.title")}
              actions={
                <Button variant="primary" onPress={() => window.location.reload()}>
                  {t("broken.reload")}
                </Button>
              }
            >
              {t("broken.explained", { message: error.message })}
            </EmptyState>
          </main>
        )}
      </Translation>
    );
  }
}
