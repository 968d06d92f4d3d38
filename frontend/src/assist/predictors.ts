/** Which predictors there are, and which one answers when none was chosen. */

import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../api/client";
import type { Predictor } from "../api/types";

export function usePredictors() {
  return useQuery({
    queryKey: ["predictors"],
    queryFn: ({ signal }) => answer(client.GET("/api/predictors/", { signal })),
    staleTime: 60_000,
  });
}

/** The wished predictor if it can answer, else the first that can; null: none. */
export function usablePredictor(
  predictors: readonly Predictor[],
  wished: string | null,
): Predictor | null {
  const usable = predictors.filter((predictor) => predictor.available);
  return usable.find((predictor) => predictor.name === wished) ?? usable[0] ?? null;
}
