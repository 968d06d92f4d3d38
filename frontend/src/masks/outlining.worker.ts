/** The worker that traces and simplifies the outlines of many masks, so that the canvas stays alive. */

import { expose } from "comlink";

import { Outlines } from "./outlines";

export type OutlineWorker = Outlines;

expose(new Outlines());
