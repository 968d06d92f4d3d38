/** The door to assistance: everything a page may import. */

export { askForMask, PredictionFailed, type PromptAnswer } from "./ask";
export { Latest } from "./latest";
export { fetchSuperpixels } from "./superpixels";
export { usablePredictor, usePredictors } from "./predictors";
