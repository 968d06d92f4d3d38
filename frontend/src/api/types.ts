/** The records that the server sends, from its OpenAPI schema, sharper where that cannot say more. */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** An answer has every field that its schema names; only requests may leave some out. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]-?: Sent<T[Key]> }
    : T;

/** A record with some fields known more exactly; each must still be what the schema says. */
type Refine<T, Exact extends Partial<T>> = Omit<T, keyof Exact> & Exact;

export type Role = Schemas["RoleEnum"];
export type OverlapMode = Schemas["OverlapModeEnum"];
export type AnnotationState = Schemas["AnnotationStateEnum"];
export type Split = Schemas["SplitEnum"];
export type JobState = Schemas["JobStateEnum"];

/** One page of a list; `next` is the address of the page after it. */
export interface Page<T> {
  next: string | null;
  previous: string | null;
  results: T[];
}

export type User = Sent<Schemas["UserOut"]>;
export type Session = Sent<Schemas["SessionOut"]>;

export type Project = Sent<Schemas["ProjectOut"]>;
/** Which keys a definition has depends on its kind. */
export type AttributeDefinition = Schemas["AttributeIn"];
export type LabelClass = Omit<Sent<Schemas["LabelClassOut"]>, "attributes"> & {
  attributes: AttributeDefinition[];
};
export type Member = Sent<Schemas["MemberOut"]>;
export type ImageRow = Sent<Schemas["ImageRow"]>;
export type ImageDetail = Sent<Schemas["ImageOut"]>;

/** COCO run lengths: `size` is [height, width], `counts` the compressed counts, column-major. */
export type RleWire = Refine<Sent<Schemas["RleOut"]>, { size: [number, number] }>;

/** Corners [x, y] in image pixels. */
export type RingWire = [number, number][];

export interface PolygonWire {
  parts: { outer: RingWire; holes: RingWire[] }[];
}

interface Outlined {
  mask: RleWire;
  bbox_xywh: [number, number, number, number];
}

/** `origin` is any word: a page older than its server must not lose one that it does not know. */
export type SegmentWire = Refine<
  Omit<Sent<Schemas["SegmentOut"]>, "origin"> & { origin: string },
  Outlined & { polygon: PolygonWire | null }
>;
/** A box, or an image tag without one. */
export type WeakLabelWire = Omit<Sent<Schemas["WeakLabelOut"]>, "bbox_xywh"> & {
  bbox_xywh: [number, number, number, number] | null;
};
export type AnnotationWire = Omit<Sent<Schemas["AnnotationOut"]>, "segments" | "weak_labels"> & {
  segments: SegmentWire[];
  weak_labels: WeakLabelWire[];
};
export type SuggestionWire = Refine<Sent<Schemas["SuggestionOut"]>, Outlined>;
export type HistoryEntry = Sent<Schemas["HistoryEntryOut"]>;
/** An image as it was in a revision. */
export type StateAt = Omit<Sent<Schemas["StateAtOut"]>, "segments" | "weak_labels"> & {
  segments: SegmentWire[];
  weak_labels: WeakLabelWire[];
};
export type Author = Sent<Schemas["AuthorOut"]>;
export type DeletedSegment = Omit<Sent<Schemas["DeletedSegmentOut"]>, "segment"> & {
  segment: SegmentWire;
};
export type Lease = Sent<Schemas["LeaseOut"]>;
export type Leases = Sent<Schemas["LeasesOut"]>;
export type Changes = Omit<Sent<Schemas["SaveOut"]>, "changed" | "weak_changed"> & {
  changed: SegmentWire[];
  weak_changed: WeakLabelWire[];
};
export type NextImage = Sent<Schemas["NextOut"]>;
export type RevisionRow = Sent<Schemas["RevisionOut"]>;

/** Long work; what `result` holds depends on the kind. */
export type Job<Result = unknown> = Refine<Sent<Schemas["JobOut"]>, { result: Result | null }>;

export type UploadResponse = Refine<Sent<Schemas["UploadOut"]>, { job: Job<UploadReport> | null }>;
/** Also the result of a job that unpacked an archive. */
export type UploadReport = Omit<Sent<Schemas["UploadOut"]>, "job">;

/** A batch of class changes, or the undo of one. */
export type Surgery = Sent<Schemas["SurgeryOut"]>;
export type SurgeryPreview = Sent<Schemas["PreviewOut"]>;
export type SurgeryEffect = Sent<Schemas["EffectOut"]>;
export type UndoPreview = Sent<Schemas["UndoPreviewOut"]>;
export type ClassExamples = Sent<Schemas["ClassExamplesOut"]>;

export type FormatOption = Sent<Schemas["FormatOptionOut"]>;
export type Format = Sent<Schemas["FormatOut"]>;
export type DatasetExport = Sent<Schemas["ExportOut"]>;
export type ExportChoices = Sent<Schemas["ChoicesIO"]>;
export type SplitKind = ExportChoices["splits"]["kind"];
/** `format` is what it was asked for. */
export type ExportCheck = Sent<Schemas["ExportCheckOut"]> & { format: string };
export type ExportPreview = Sent<Schemas["ExportPreviewOut"]>;
export type ExportLink = Sent<Schemas["ExportLinkOut"]>;

/** The result of a job that imported a dataset. */
export interface ImportResult {
  images: number;
  segments: number;
  repairs?: string[];
  refused?: { name: string; code: string; message: string }[];
}

/** A dataset on its way in, from the upload to the record of what came of it. */
export type DatasetImport = Refine<
  Sent<Schemas["ImportOut"]>,
  { inspection: Job | null; run: Job<ImportResult> | null; findings: Findings | null }
>;
/** The same in a list. */
export type ImportRow = Sent<Schemas["ImportRowOut"]>;
export type Findings = Sent<Schemas["FindingsOut"]>;
export type FoundClass = Sent<Schemas["FoundClassOut"]>;
export type ClassChoice = Sent<Schemas["ClassChoiceIn"]>;
export type ImportPreview = Refine<
  Sent<Schemas["ImportPreviewOut"]>,
  { size: [number, number]; segments: { class_id: number; mask: RleWire }[] }
>;

export type Predictor = Sent<Schemas["PredictorOut"]>;

export type PromptRequest = Refine<
  Required<Schemas["PromptInRequest"]>,
  {
    box_xyxy: [number, number, number, number] | null;
    points: [number, number][];
    strokes: { points: [number, number][]; is_foreground: boolean }[];
  }
>;

export type PromptResponse = Refine<
  Sent<Schemas["PromptOut"]>,
  { mask: RleWire | null; job: Job<{ mask: RleWire | null; score: number | null }> | null }
>;

export type Architecture = Sent<Schemas["ArchitectureOut"]>;
export type ClassMetric = Sent<Schemas["ClassIouOut"]>;
export type ModelVersion = Sent<Schemas["ModelVersionOut"]>;
export type TrainConfig = Sent<Schemas["TrainConfigOut"]>;
export type TrainingRun = Sent<Schemas["TrainingRunOut"]>;

type StartLine = {
  kind: "start";
  num_train: number;
  num_val: number;
  device: string;
  params: number;
  steps_total: number;
  epochs: number;
};

type StepLine = {
  kind: "step";
  step: number;
  epoch: number;
  loss: number;
  lr: number;
  seconds: number;
};

type EpochLine = {
  kind: "epoch";
  epoch: number;
  step: number;
  loss: number;
  val_loss: number | null;
  miou: number | null;
  pixel_accuracy: number | null;
  /** By class id; null where the class is in neither prediction nor truth. */
  per_class: Record<string, number | null>;
  seconds: number;
};

type DoneLine = { kind: "done"; miou: number | null };

/** One line of a run's metrics.jsonl. */
export type MetricsLine = StartLine | StepLine | EpochLine | DoneLine;

export type MetricsPage = Refine<Sent<Schemas["MetricsOut"]>, { lines: MetricsLine[] }>;
