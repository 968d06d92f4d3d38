/** An error in one sentence for the person at the screen. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
